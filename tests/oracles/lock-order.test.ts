import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import { replay } from "../../src/core/replay.ts";
import { scheduleOf } from "../../src/core/schedule.ts";
import type { Program } from "../../src/core/program.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { cell, READ_ONCE, spin_lock, spin_trylock, spin_unlock, Spinlock, WRITE_ONCE } from "../../src/kernel/index.ts";
import {
  Mutex,
  mutex_lock,
  mutex_unlock,
  Srcu,
  srcu_read_lock,
  srcu_read_unlock,
  synchronize_srcu,
} from "../../src/kernel/index.ts";
import { lockOrder } from "../../src/oracles/lock-order.ts";
import { allSchedules } from "../kernel/all-schedules.ts";

const setup = (world: World) => ({
  a: new Spinlock(world, "A"),
  b: new Spinlock(world, "B"),
  c: new Spinlock(world, "C"),
  row: [0, 1, 2].map((i) => new Spinlock(world, "row", i)),
  slots: new Mutex(world, "slots_lock"),
  srcu: new Srcu(world, "srcu"),
  turn: cell(world, "turn", 0),
});
type State = ReturnType<typeof setup>;

function nest(outer: (s: State) => Spinlock, inner: (s: State) => Spinlock): (s: State) => Task {
  return function* nested(s) {
    yield* spin_lock(outer(s));
    yield* spin_lock(inner(s));
    yield* spin_unlock(inner(s));
    yield* spin_unlock(outer(s));
  };
}

const orderOf = (...tasks: ((s: State) => Task)[]): string | undefined =>
  allSchedules({ setup, tasks }).broken["lock-order"];

test("a cycle through three locks names the chain", () => {
  const tasks = [
    nest(
      (s) => s.a,
      (s) => s.b,
    ),
    nest(
      (s) => s.b,
      (s) => s.c,
    ),
  ];
  expect(orderOf(...tasks)).toBeUndefined();
  expect(
    orderOf(
      ...tasks,
      nest(
        (s) => s.c,
        (s) => s.a,
      ),
    ),
  ).toBe("C → A → B → C: c takes A while it holds C, a takes B while it holds A, b takes C while it holds B");
});

test("a cycle is reported though one task alone can never deadlock", () => {
  function* both(s: State): Task {
    yield* nest(
      (t) => t.a,
      (t) => t.b,
    )(s);
    yield* nest(
      (t) => t.b,
      (t) => t.a,
    )(s);
  }
  const seen = allSchedules({ setup, tasks: [both] });
  expect(seen.outcomes).toEqual(["passed"]);
  expect(Object.keys(seen.broken)).toEqual(["lock-order"]);
});

/** Each run takes the locks in one order only; which one depends on who comes first. */
const eitherOr: Program<State> = {
  name: "either or",
  setup,
  tasks: [
    {
      name: "chooser",
      *run(s) {
        if ((yield* READ_ONCE(s.turn)) === 0) {
          yield* nest(
            (t) => t.a,
            (t) => t.b,
          )(s);
        } else {
          yield* nest(
            (t) => t.b,
            (t) => t.a,
          )(s);
        }
      },
    },
    {
      name: "setter",
      *run({ turn }) {
        yield* WRITE_ONCE(turn, 1);
      },
    },
  ],
  claims: [],
};

test("a cycle over two runs is reported, with the schedules that show its halves", () => {
  const order = lockOrder();
  const execution = new Execution(eitherOr, { observers: [order] });
  const first = scheduleOf([0, 0, 0, 0, 0]);
  const second = scheduleOf([1]);
  expect(execution.run(replay(first)).kind).toBe("passed");
  expect(execution.run(replay(second))).toMatchObject({ kind: "violated", violation: { claim: "lock-order" } });
  expect(order.edges.map(({ from, to, task }) => [from, to, task])).toEqual([
    ["A", "B", "chooser"],
    ["B", "A", "chooser"],
  ]);
  for (const { from, to, choices } of order.edges) {
    const again = lockOrder();
    new Execution(eitherOr, { observers: [again] }).run(replay(scheduleOf(choices)));
    expect(again.edges.map((edge) => [edge.from, edge.to])).toEqual([[from, to]]);
  }
});

test("what a run breaks does not depend on whether the cycle was known before it", () => {
  const execution = new Execution(eitherOr, { observers: [lockOrder()] });
  execution.run(replay(scheduleOf([0, 0, 0, 0, 0])));
  execution.run(replay(scheduleOf([1])));
  expect(execution.run(replay(scheduleOf([0, 0, 0, 0, 0]))).kind).toBe("violated");
  expect(new Execution(eitherOr, { observers: [lockOrder()] }).run(replay(scheduleOf([1]))).kind).toBe("passed");
});

test("alone, a run is judged by itself: a cycle that takes two is none", () => {
  const order = lockOrder({ alone: true });
  const execution = new Execution(eitherOr, { observers: [order] });
  for (const choices of [[0, 0, 0, 0, 0], [1]]) {
    expect(execution.run(replay(scheduleOf(choices))).kind).toBe("passed");
    expect(order.edges).toHaveLength(1);
  }
});

test("locks of one name are one class, told apart by index among themselves", () => {
  expect(
    orderOf(
      nest(
        (s) => s.row[0]!,
        (s) => s.a,
      ),
      nest(
        (s) => s.a,
        (s) => s.row[1]!,
      ),
    ),
  ).toMatch(/^A → row → A: /);
  const up = nest(
    (s) => s.row[0]!,
    (s) => s.row[1]!,
  );
  const further = nest(
    (s) => s.row[1]!,
    (s) => s.row[2]!,
  );
  expect(orderOf(up, further)).toBeUndefined();
  expect(
    orderOf(
      up,
      further,
      nest(
        (s) => s.row[2]!,
        (s) => s.row[0]!,
      ),
    ),
  ).toMatch(/^row\[2\] → row\[0\] → row\[1\] → row\[2\]: /);
});

test("a trylock waits for nothing, but what is taken after it counts", () => {
  const trying = (outer: (s: State) => Spinlock, inner: (s: State) => Spinlock) =>
    function* tries(s: State): Task {
      yield* spin_lock(outer(s));
      if (yield* spin_trylock(inner(s))) {
        yield* spin_unlock(inner(s));
      }
      yield* spin_unlock(outer(s));
    };
  function* afterTrylock(s: State): Task {
    if (yield* spin_trylock(s.b)) {
      yield* spin_lock(s.a);
      yield* spin_unlock(s.a);
      yield* spin_unlock(s.b);
    }
  }
  const forward = nest(
    (s) => s.a,
    (s) => s.b,
  );
  expect(
    orderOf(
      forward,
      trying(
        (s) => s.b,
        (s) => s.a,
      ),
    ),
  ).toBeUndefined();
  expect(orderOf(forward, afterTrylock)).toMatch(/^A → B → A: |^B → A → B: /);
});

test("waiting for SRCU readers counts as taking, reading only as holding", () => {
  function* reader({ srcu, slots }: State): Task {
    yield* srcu_read_lock(srcu);
    yield* mutex_lock(slots);
    yield* mutex_unlock(slots);
    yield* srcu_read_unlock(srcu);
  }
  function* update({ srcu, slots }: State): Task {
    yield* mutex_lock(slots);
    yield* synchronize_srcu(srcu);
    yield* mutex_unlock(slots);
  }
  function* readUnderLock({ srcu, slots }: State): Task {
    yield* mutex_lock(slots);
    yield* srcu_read_lock(srcu);
    yield* srcu_read_unlock(srcu);
    yield* mutex_unlock(slots);
  }
  expect(allSchedules({ setup, tasks: [reader, readUnderLock] }).broken).toEqual({});
  const seen = allSchedules({ setup, tasks: [reader, update] });
  expect(Object.keys(seen.broken).toSorted()).toEqual(["deadlock", "lock-order"]);
});
