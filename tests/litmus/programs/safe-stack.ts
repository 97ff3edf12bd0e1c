import type { Program } from "../../../src/core/program.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { atomic_dec, atomic_inc } from "../../../src/kernel/atomic.ts";
import { cell, cmpxchg, READ_ONCE, WRITE_ONCE, xchg } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { cpu_relax } from "../../../src/kernel/sched.ts";
import { assert } from "./assertion.ts";

const CELLS = 3;
const TASKS = 3;
const ROUNDS = 2;
const NONE = -1;

interface SafeStack {
  readonly world: World;
  readonly head: Cell<number>;
  readonly count: Cell<number>;
  readonly next: readonly Cell<number>[];
  readonly values: readonly Cell<number>[];
}

function* pop({ head, count, next }: SafeStack): Task<number> {
  while ((yield* READ_ONCE(count)) > 1) {
    const first = yield* READ_ONCE(head);
    const second = yield* xchg(next[first]!, NONE);
    if (second === NONE) {
      continue;
    }
    if ((yield* cmpxchg(head, first, second)) === first) {
      yield* atomic_dec(count);
      return first;
    }
    yield* WRITE_ONCE(next[first]!, second);
  }
  return NONE;
}

function* push({ head, count, next }: SafeStack, index: number): Task {
  for (;;) {
    const first = yield* READ_ONCE(head);
    yield* WRITE_ONCE(next[index]!, first);
    if ((yield* cmpxchg(head, first, index)) === first) {
      break;
    }
  }
  yield* atomic_inc(count);
}

function* use(state: SafeStack, me: number): Task {
  for (let round = 0; round < ROUNDS; round++) {
    let index = yield* pop(state);
    while (index === NONE) {
      yield* cpu_relax(state.count);
      index = yield* pop(state);
    }
    yield* WRITE_ONCE(state.values[index]!, me);
    const value = yield* READ_ONCE(state.values[index]!);
    assert(value === me, state.world, `T${me} finds ${value} in cell ${index}, which it has popped`);
    yield* push(state, index);
  }
}

/**
 * SafeStack (Vyukov 2010; SCTBench misc.safestack): two tasks may pop one cell, which takes three tasks and
 * seven preemptions, as a search through all states shows (`../safe-stack-states.ts`).
 */
export const safeStack: Program<SafeStack> = {
  name: "safestack",
  setup: (world) => ({
    world,
    head: cell(world, "head", 0),
    count: cell(world, "count", CELLS),
    next: Array.from({ length: CELLS }, (_, i) => cell(world, "next", i + 1 < CELLS ? i + 1 : NONE, i)),
    values: Array.from({ length: CELLS }, (_, i) => cell(world, "values", NONE, i)),
  }),
  tasks: Array.from({ length: TASKS }, (_, i) => ({ name: `T${i}`, run: (state: SafeStack) => use(state, i) })),
  claims: [],
};
