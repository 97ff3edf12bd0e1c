import fc from "fast-check";
import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { explore } from "../../src/explore/explore.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { readsFrom } from "../../src/strategies/reads-from.ts";
import { MIXTURES, tasksOf } from "./mixtures.ts";
import { counter } from "./programs/counter.ts";
import { kernelMix } from "./programs/kernel-mix.ts";
import type { Mix } from "./programs/kernel-mix.ts";
import { lastzero } from "./programs/lastzero.ts";
import { lockedCounter } from "./programs/locked-counter.ts";
import { lastwrite, readers } from "./programs/readers.ts";
import { readsFromClasses } from "./reads-from-classes.ts";

function runsOf<S>(program: Program<S>, strategy: Strategy, maxSteps = 1_000): { runs: number; scope: string } {
  const execution = new Execution(program, { stopAtViolation: false, maxSteps });
  const { runs, scope, halted } = explore(execution, strategy, { runs: 20_000, until: () => false });
  expect(halted).toBe(null);
  return { runs, scope };
}

const show = ({ cells, seen }: Mix): string => JSON.stringify([cells.map(({ peek }) => peek), seen]);

test.each([true, false])("random programs: each class once, and every final state (last writes matter: %s)", (ends) => {
  fc.assert(
    fc.property(tasksOf({ ...MIXTURES["cells"]!, lines: 3 }), (tasks) => {
      const program = kernelMix(tasks, 0);
      const all = readsFromClasses(program, preemptionBounded({ maxBound: Infinity }), 1_500, ends, show);
      fc.pre(all.exhausted);
      const reduced = readsFromClasses(program, readsFrom({ ends }), all.runs, ends, show);
      expect(reduced.exhausted).toBe(true);
      expect([...reduced.classes.keys()].toSorted()).toEqual([...all.classes.keys()].toSorted());
      expect(reduced.runs).toBe(all.classes.size);
      expect(ends ? [...reduced.ends].toSorted() : []).toEqual(ends ? [...all.ends].toSorted() : []);
    }),
    { numRuns: 100, seed: 1 },
  );
});

// As Nidhugg's --rf has them, which does not look at last writes.
test.each([
  { program: counter(2, 1), classes: 3 },
  { program: counter(2, 3), classes: 141 },
  { program: counter(2, 5), classes: 8_953 },
  { program: counter(3, 1), classes: 16 },
])("$program.name: $classes ways to read", ({ program, classes }) => {
  expect(runsOf(program, readsFrom({ ends: false }))).toEqual({ runs: classes, scope: "reads-from equivalence" });
});

test.each([
  { name: "lastzero_5", run: () => runsOf(lastzero(5), readsFrom()), classes: 64 },
  { name: "readers_8", run: () => runsOf(readers(8), readsFrom()), classes: 256 },
])("$name: where every order shows, as many classes as traces, $classes", ({ run, classes }) => {
  expect(run().runs).toBe(classes);
});

test("of many writes that nobody reads only the last one matters", () => {
  expect(runsOf(lastwrite(7), readsFrom()).runs).toBe(7);
  expect(runsOf(lastwrite(7), readsFrom({ ends: false })).runs).toBe(1);
});

test("at the first lock it begins anew as DPOR", () => {
  expect(runsOf(lockedCounter(2, 2), readsFrom())).toEqual({ runs: 1 + 6, scope: "equivalence" });
});

test("runs that are stopped early are not all there is", () => {
  expect(runsOf(counter(2, 1), readsFrom(), 1).scope).toBe("");
});
