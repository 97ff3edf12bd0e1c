import { describe, expect, it } from "vitest";
import type { Counts, Experiment, Workload } from "../../src/cost/cost-model.ts";
import { countsAt, countsOf, growthOf } from "../../src/cost/measure.ts";
import { cell, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import type { Task } from "../../src/core/task.ts";
import type { Design } from "../../src/scenario/model.ts";

const design: Design = { name: "loop", title: "a loop", breaks: [], flaws: [], mend: () => design };
const machine = { granule: "4K", bits: 48 };

/** Writes a cell as often as `times` says; the first write of all but the smallest size is counted apart. */
function writing(times: (size: number) => number): Workload {
  return {
    name: "writing",
    title: "writes",
    event: "a write",
    axes: () => [{ name: "n", title: "writes", sizes: [1, 2, 3, 4], degree: 1 }],
    sizeOf: (_machine, gib) => [gib],
    experiment: (_design, _machine, [size = 0]) => counting(times(size)),
  };
}

function counting(times: number): Experiment {
  const counts: Record<string, number> = {};
  function* run(state: Cell<number>): Task {
    for (let i = 0; i < times; i++) {
      yield* WRITE_ONCE(state, i);
    }
  }
  return {
    program: {
      name: "counting",
      setup: (world) => cell(world, "cell", 0),
      tasks: [{ name: "task", run: (state) => run(state as Cell<number>) }],
      claims: [],
    },
    performed: ({ kind }) => (counts[kind.name] = (counts[kind.name] ?? 0) + 1),
    counts: (): Counts => counts,
  };
}

describe("growth", () => {
  it("is computed for sizes that were not executed", () => {
    const growth = growthOf(
      writing((size) => 3 * size - 3),
      design,
      machine,
      1,
    );
    expect(growth.refuted.size).toBe(0);
    expect(countsAt(growth, [1_000_000])).toEqual({ WRITE_ONCE: 2_999_997 });
    expect(growth.executed).toEqual([[1], [2], [3], [4], [4]]);
  });

  it("is not guessed where one executed size does not fit", () => {
    const growth = growthOf(
      writing((size) => (size === 4 ? 5 : size)),
      design,
      machine,
      1,
    );
    expect(growth.refuted.get("WRITE_ONCE")).toEqual({ at: [4], value: 5 });
    expect(countsAt(growth, [10])).toEqual({ WRITE_ONCE: Number.NaN });
  });
});

it("a program that does not end by itself says how it ended", () => {
  const { program, ...rest } = counting(1);
  const broken = { ...program, setup: () => undefined };
  expect(() => countsOf({ ...rest, program: broken })).toThrow(/^counting ended as crashed: /);
});
