import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import type { Program } from "../../src/core/program.ts";
import { cell, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";

interface State {
  readonly x: Cell<number>;
  readonly seen: string[];
}

function program(watched: boolean): Program<State> {
  return {
    name: "watched",
    setup(world) {
      const seen: string[] = [];
      if (watched) {
        world.watcher = { step: (op: Op, task) => void seen.push(`${task.name}: ${op.kind.describe(op, undefined)}`) };
      }
      return { x: cell(world, "x", 0), seen };
    },
    tasks: [
      {
        name: "writer",
        *run({ x }) {
          yield* WRITE_ONCE(x, 1);
          yield* WRITE_ONCE(x, 2);
        },
      },
    ],
    claims: [{ name: "unjudged", always: () => "never asked" }],
  };
}

test("the watcher that a setup names is told of every step of its run, though no claim is judged", () => {
  const execution = new Execution(program(true), { claims: new Set() });
  for (let run = 0; run < 2; run++) {
    expect(execution.run(randomWalk({ seed: run }))).toEqual({ kind: "passed" });
    expect(execution.state.seen).toEqual(["writer: WRITE_ONCE(x, 1)", "writer: WRITE_ONCE(x, 2)"]);
  }
});

test("a run whose setup names none has none", () => {
  const execution = new Execution(program(false), { claims: new Set() });
  execution.run(randomWalk({ seed: 1 }));
  expect(execution.watcher).toBeNull();
});
