import fc from "fast-check";
import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import { explore } from "../../src/explore/explore.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { everySchedule, runsOf } from "./every-schedule.ts";
import { programs } from "./generated-program.ts";

const SMALL = 3_000;

/** Sorted lines of what was run, to compare sets of schedules. */
function lines(runs: readonly { readonly choices: readonly number[]; readonly preemptions: number }[]): string[] {
  return runs.map((run) => `${run.preemptions}: ${run.choices.join(" ")}`).toSorted();
}

const smallPrograms = programs.filter((program) => {
  const runs = explore(new Execution(program), preemptionBounded({ maxBound: Infinity }), {
    runs: SMALL,
    until: () => false,
  });
  return runs.exhausted;
});

test("every schedule of a generated program is run exactly once", () => {
  fc.assert(
    fc.property(smallPrograms, (program) => {
      expect(lines(runsOf(program, preemptionBounded({ maxBound: Infinity }), SMALL))).toEqual(
        lines(everySchedule(program)),
      );
    }),
    { numRuns: 100 },
  );
});

test("a bound runs exactly the schedules within it, fewest preemptions first", () => {
  fc.assert(
    fc.property(smallPrograms, fc.nat({ max: 3 }), (program, maxBound) => {
      const runs = runsOf(program, preemptionBounded({ maxBound }), SMALL);
      expect(lines(runs)).toEqual(lines(everySchedule(program).filter((run) => run.preemptions <= maxBound)));
      const counts = runs.map((run) => run.preemptions);
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    }),
    { numRuns: 100 },
  );
});

test("exhausted and scope say what was covered", () => {
  fc.assert(
    fc.property(smallPrograms, fc.nat({ max: 3 }), (program, maxBound) => {
      const most = Math.max(...everySchedule(program).map((run) => run.preemptions));
      const { exhausted, scope } = explore(new Execution(program), preemptionBounded({ maxBound }), {
        runs: SMALL,
        until: () => false,
      });
      expect([exhausted, scope]).toEqual([true, most <= maxBound ? "all schedules" : `preemption bound ${maxBound}`]);
    }),
    { numRuns: 100 },
  );
});

test("a search cut short does not claim to be exhausted", () => {
  fc.assert(
    fc.property(smallPrograms, fc.nat(), (program, cut) => {
      const all = everySchedule(program);
      const runs = cut % all.length;
      const strategy = preemptionBounded({ maxBound: Infinity });
      const part = explore(new Execution(program), strategy, { runs, until: () => false });
      expect([part.runs, part.exhausted]).toEqual([runs, false]);
      const bound = part.scope === "" ? -1 : Number(/^preemption bound (\d+)$/.exec(part.scope)![1]);
      const whole = all.filter((run) => run.preemptions <= bound).length;
      expect(whole).toBeLessThanOrEqual(runs);
    }),
    { numRuns: 100 },
  );
});
