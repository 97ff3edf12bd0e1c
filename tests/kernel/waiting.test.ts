import { describe, expect, test } from "vitest";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import {
  cell,
  complete,
  complete_all,
  Completion,
  read_plain,
  smp_store_release,
  wait_event,
  wait_for_completion,
  WaitQueue,
  wake_up,
  write_plain,
  WRITE_ONCE,
} from "../../src/kernel/index.ts";
import { allSchedules } from "./all-schedules.ts";

const setup = (world: World) => ({
  queue: new WaitQueue(world, "queue"),
  done: new Completion(world, "done"),
  flag: cell(world, "flag", 0),
  data: cell(world, "data", 0),
  log: [] as string[],
});
type State = ReturnType<typeof setup>;
const isSet = (flag: number): boolean => flag !== 0;

describe("wait_event", () => {
  function* sleeper({ queue, flag, data, log }: State): Task {
    yield* wait_event(queue, flag, isSet);
    log.push(`${yield* read_plain(data)}`);
  }

  test("sleeps until it is woken and the condition holds", () => {
    function* waker({ queue, flag, data }: State): Task {
      yield* wake_up(queue);
      yield* write_plain(data, 1);
      yield* smp_store_release(flag, 1);
      yield* wake_up(queue);
    }
    const seen = allSchedules({ setup, tasks: [sleeper, sleeper, waker], result: (s) => s.log.join("") });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: ["11"] });
  });

  test("a condition that is set without waking leaves it asleep", () => {
    function* forgetful({ flag }: State): Task {
      yield* WRITE_ONCE(flag, 1);
    }
    const seen = allSchedules({ setup, tasks: [sleeper, forgetful] });
    expect(seen.broken).toEqual({ deadlock: "a waits in wait_event(queue, flag)" });
    expect(seen.outcomes).toEqual(["deadlocked", "passed"]);
  });

  test("waking before the condition is set is lost", () => {
    function* early({ queue, flag }: State): Task {
      yield* wake_up(queue);
      yield* WRITE_ONCE(flag, 1);
    }
    expect(allSchedules({ setup, tasks: [sleeper, early] }).outcomes).toEqual(["deadlocked", "passed"]);
  });
});

describe("completion", () => {
  function* waiter({ done, data, log }: State): Task {
    yield* wait_for_completion(done);
    log.push(`${yield* read_plain(data)}`);
  }

  test("one complete lets one waiter go on, and orders", () => {
    function* finish({ done, data }: State): Task {
      yield* write_plain(data, 1);
      yield* complete(done);
    }
    const one = allSchedules({ setup, tasks: [waiter, finish], result: (s) => s.log.join("") });
    expect(one).toEqual({ broken: {}, outcomes: ["passed"], results: ["1"] });
    const two = allSchedules({ setup, tasks: [waiter, waiter, finish] });
    expect(two.outcomes).toEqual(["deadlocked"]);
  });

  test("complete_all lets all go on", () => {
    function* finish({ done }: State): Task {
      yield* complete_all(done);
    }
    expect(allSchedules({ setup, tasks: [waiter, waiter, finish] })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: [],
    });
  });
});
