import fc from "fast-check";
import { READ } from "../../src/core/op.ts";
import { Op } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Program } from "../../src/core/program.ts";
import { Shared } from "../../src/core/shared.ts";
import type { Task } from "../../src/core/task.ts";
import { cell, cmpxchg, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Spinlock, spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";

/** What a generated task may do. Locks nest in any order, so some programs deadlock. */
export type Instruction =
  | { readonly do: "load" | "store" | "swap"; readonly cell: number }
  | { readonly do: "toss"; readonly sides: number }
  | { readonly do: "spawn" }
  | { readonly do: "locked"; readonly lock: number; readonly body: readonly Instruction[] };

interface State {
  readonly cells: readonly Cell<number>[];
  readonly locks: readonly Spinlock[];
  readonly coin: Shared;
}

const TOSS: OpKind = {
  name: "toss",
  access: READ,
  ready: null,
  perform: (op) => op.object.world.choose(op.a as number, op.object),
  describe: (op, result) => `toss(${String(op.a)}) = ${String(result)}`,
};

const SPAWN: OpKind = {
  name: "spawn",
  access: READ,
  ready: null,
  perform: (op) => void op.object.world.spawn("child", child(op.a as State)),
  describe: () => "spawn()",
};

function* child(state: State): Task {
  yield* cmpxchg(state.cells[0]!, 0, 7);
}

function* perform(state: State, body: readonly Instruction[]): Task {
  for (const instruction of body) {
    switch (instruction.do) {
      case "load":
        yield* READ_ONCE(state.cells[instruction.cell]!);
        break;
      case "store":
        yield* WRITE_ONCE(state.cells[instruction.cell]!, instruction.cell + 1);
        break;
      case "swap":
        yield* cmpxchg(state.cells[instruction.cell]!, 0, 5);
        break;
      case "toss":
        yield* new Op<number>(TOSS, state.coin, instruction.sides);
        break;
      case "spawn":
        yield* new Op<void>(SPAWN, state.coin, state);
        break;
      case "locked":
        yield* spin_lock(state.locks[instruction.lock]!);
        yield* perform(state, instruction.body);
        yield* spin_unlock(state.locks[instruction.lock]!);
        break;
    }
  }
}

export function programWith(bodies: readonly (readonly Instruction[])[]): Program<State> {
  return {
    name: "generated",
    setup: (world) => ({
      cells: [cell(world, "x", 0), cell(world, "y", 0)],
      locks: [new Spinlock(world, "a"), new Spinlock(world, "b")],
      coin: new Shared(world, "coin"),
    }),
    tasks: bodies.map((body, i) => ({ name: `t${i}`, run: (state) => perform(state, body) })),
    claims: [{ name: "x-is-not-5", finally: (state) => (state.cells[0]!.peek === 5 ? "x is 5" : null) }],
  };
}

const simple: fc.Arbitrary<Instruction> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("load", "store", "swap"), cell: fc.nat({ max: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("toss" as const), sides: fc.integer({ min: 2, max: 3 }) }) },
);
const inner = fc.array(simple, { maxLength: 1 });
const nested: fc.Arbitrary<Instruction> = fc.record({
  do: fc.constant("locked" as const),
  lock: fc.nat({ max: 1 }),
  body: fc.oneof(
    inner,
    fc.record({ do: fc.constant("locked" as const), lock: fc.nat({ max: 1 }), body: inner }).map((i) => [i]),
  ),
});

/** One to three tasks, small enough to enumerate all their schedules. */
export const programs: fc.Arbitrary<Program<State>> = fc
  .array(
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: simple },
        { weight: 2, arbitrary: nested },
        { weight: 1, arbitrary: fc.constant({ do: "spawn" } as const) },
      ),
      {
        maxLength: 2,
      },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map(programWith);
