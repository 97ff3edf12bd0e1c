import { expect, test } from "vitest";
import { exploreUntilInterrupted } from "../../src/cli/interruptible.ts";
import { Execution } from "../../src/core/execution.ts";
import { explore } from "../../src/explore/explore.ts";
import { dpor } from "../../src/strategies/dpor.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { counter } from "../litmus/programs/counter.ts";

/** More schedules than anybody runs. */
const large = counter(4, 8);
const small = counter(2, 4);
const everything = () => preemptionBounded({ maxBound: Number.POSITIVE_INFINITY });
const until = () => false;

test("what was seen when SIGINT came is given", async () => {
  const progress = () => void process.emit("SIGINT");
  const options = { runs: 1_000_000, until, every: 1_500, progress };
  const { result, interrupted } = await exploreUntilInterrupted(new Execution(large), dpor(), options);
  expect(interrupted).toBe(true);
  expect(result).toMatchObject({ runs: 2_000, exhausted: false });
  expect(result.outcomes.passed + result.outcomes.violated).toBe(2_000);
});

test.each([
  ["to the end", small, 1_000_000, dpor],
  ["to the end of the budget", large, 4_500, dpor],
  ["to the end of a slice", large, 4_000, everything],
])("without it all is as explore gives it: %s", async (_title, program, runs, strategy) => {
  const own = await exploreUntilInterrupted(new Execution(program), strategy(), { runs, until });
  const whole = explore(new Execution(program), strategy(), { runs, until });
  expect(own).toEqual({ result: whole, interrupted: false });
});

test("a break that is enough ends it", async () => {
  const program = { ...small, claims: [{ name: "never", finally: () => "always" }] };
  const { result } = await exploreUntilInterrupted(new Execution(program), dpor(), { runs: 5_000 });
  expect(result.runs).toBe(1);
});

test("also in the last run of a slice", async () => {
  let runs = 0;
  const program = { ...large, claims: [{ name: "rare", finally: () => (++runs === 2_000 ? "now" : null) }] };
  const { result } = await exploreUntilInterrupted(new Execution(program), dpor(), { runs: 5_000 });
  expect(result.runs).toBe(2_000);
});
