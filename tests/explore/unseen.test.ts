import { describe, expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import type { World } from "../../src/core/world.ts";
import { chanceOfNew } from "../../src/explore/chance.ts";
import type { Chance } from "../../src/explore/chance.ts";
import { explore } from "../../src/explore/explore.ts";
import { Species } from "../../src/explore/species.ts";
import type { Tally } from "../../src/explore/species.ts";
import { TraceHash } from "../../src/explore/trace-hash.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { counter } from "../litmus/programs/counter.ts";
import { lastzero } from "../litmus/programs/lastzero.ts";

/** The traces that runs show, in order. */
function tracesOf<S>(program: Program<S>, strategy: Strategy, runs: number): number[] {
  const hash = new TraceHash();
  const traces: number[] = [];
  const end = (log: readonly Op[], _steps: number, world: World): void => void traces.push(hash.of(log, world));
  const execution = new Execution(program, { stopAtViolation: false, observers: [{ end }] });
  explore(execution, strategy, { runs, until: () => false });
  return traces;
}

/** By trace: how likely a random walk is to show it. All interleavings are run, each with the product of its chances. */
function chancesOf<S>(program: Program<S>): Map<number, number> {
  const inner = preemptionBounded({ maxBound: Number.POSITIVE_INFINITY });
  const weights: number[] = [];
  let weight = 1;
  const weighing: Strategy = {
    ...inner,
    begin() {
      weight = 1;
      return inner.begin();
    },
    pick(enabled, count, current) {
      weight /= count;
      return inner.pick(enabled, count, current);
    },
    end: () => void weights.push(weight),
  };
  const chances = new Map<number, number>();
  for (const [run, trace] of tracesOf(program, weighing, 1_000_000).entries()) {
    chances.set(trace, (chances.get(trace) ?? 0) + weights[run]!);
  }
  return chances;
}

/** A program, how likely each of its traces is, and the traces of many searches. */
interface Trials {
  readonly chances: ReadonlyMap<number, number>;
  readonly searches: readonly (readonly number[])[];
}

const SEARCHES = 400;

function trialsOf<S>(program: Program<S>, runs: number): Trials {
  const searches = Array.from({ length: SEARCHES }, (_, i) => tracesOf(program, randomWalk({ seed: i + 1 }), runs));
  return { chances: chancesOf(program), searches };
}

interface Judged {
  /** What the estimate is off by on average, in standard errors. */
  readonly bias: number;
  /** Share of the searches in which the bound was kept. */
  readonly kept: number;
}

/** Compares the estimate after so many runs of each search with what was really left. */
function judge(trials: Trials, runs: number, estimate: (traces: readonly number[]) => Chance): Judged {
  const errors: number[] = [];
  let kept = 0;
  for (const search of trials.searches) {
    const traces = search.slice(0, runs);
    const left = [...new Set(traces)].reduce((rest, trace) => rest - trials.chances.get(trace)!, 1);
    const chance = estimate(traces);
    errors.push(chance.estimate - left);
    kept += chance.bound >= left ? 1 : 0;
  }
  const mean = errors.reduce((sum, error) => sum + error, 0) / SEARCHES;
  const variance = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (SEARCHES - 1);
  return { bias: mean / Math.sqrt(variance / SEARCHES), kept: kept / SEARCHES };
}

function tallyOf(traces: readonly number[]): Tally {
  const species = new Species();
  for (const trace of traces) {
    species.beginRun(true);
    species.add(trace);
  }
  return species.tally;
}

const isRight = ({ bias, kept }: Judged): boolean => Math.abs(bias) < 4 && kept > 0.92;

const COUNTER = trialsOf(counter(2, 3), 1_000);

describe.each([
  { name: "counter_2x3", trials: COUNTER, traces: 328, sizes: [50, 200, 1_000] },
  { name: "lastzero_3", trials: trialsOf(lastzero(3), 200), traces: 12, sizes: [10, 50, 200] },
])("$name, of which a random walk shows $traces traces with known chances", ({ trials, traces, sizes }) => {
  test("the chances are those of all traces", () => {
    const chances = [...trials.chances.values()];
    expect(chances).toHaveLength(traces);
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
  });

  test.each(sizes)("after %i runs the estimate is right on average, and the bound is kept", (runs) => {
    expect(judge(trials, runs, (seen) => chanceOfNew(tallyOf(seen))!)).toSatisfy(isRight);
  });
});

describe("what is counted wrong is noticed", () => {
  const wrong: Record<string, (tally: Tally) => Tally> = {
    "duplicates are not noticed": (tally) => ({ ...tally, own: tally.drawn }),
    "every trace counts as seen once": (tally) => ({ ...tally, own: tally.species }),
    "seen twice counts as seen once": (tally) => ({ ...tally, own: tally.own + tally.nearlyOwn / 2 }),
    "seen once counts as seen often": (tally) => ({ ...tally, own: 0 }),
    "what two runs have shown makes no variance": (tally) => ({ ...tally, nearlyOwn: 0 }),
  };
  test.each(Object.entries(wrong))("%s", (_, miscount) => {
    const judged = judge(COUNTER, 1_000, (seen) => chanceOfNew(miscount(tallyOf(seen)))!);
    expect(judged).not.toSatisfy(isRight);
  });
});
