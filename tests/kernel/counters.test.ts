import { describe, expect, test } from "vitest";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import {
  atomic_dec,
  atomic_dec_and_test,
  atomic_inc,
  atomic_inc_return,
  atomic_read,
  atomic_set,
  cell,
  read_plain,
  Refcount,
  REFCOUNT_SATURATED,
  refcount_dec,
  refcount_dec_and_test,
  refcount_inc,
  refcount_inc_not_zero,
  refcount_read,
  write_plain,
} from "../../src/kernel/index.ts";
import { allSchedules } from "./all-schedules.ts";

describe("refcount", () => {
  const from = (initial: number) => (world: World) => ({
    count: new Refcount(world, "refs", initial),
    payload: cell(world, "payload", 0),
    log: [] as string[],
  });
  type State = ReturnType<ReturnType<typeof from>>;

  function* put({ count, log }: State): Task {
    if (yield* refcount_dec_and_test(count)) {
      log.push("last");
    }
  }

  test("exactly one of those who put it is the last", () => {
    const seen = allSchedules({ setup: from(3), tasks: [put, put, put], result: (s) => s.log.join(" ") });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: ["last"] });
  });

  test("the last one comes after what the others did before", () => {
    function* write(s: State): Task {
      yield* write_plain(s.payload, 1);
      yield* put(s);
    }
    function* last(s: State): Task {
      if (yield* refcount_dec_and_test(s.count)) {
        yield* read_plain(s.payload);
      }
    }
    expect(allSchedules({ setup: from(2), tasks: [write, last] }).broken).toEqual({});
  });

  test("inc_not_zero gets a reference as long as there is one", () => {
    function* get({ count, log }: State): Task {
      if (yield* refcount_inc_not_zero(count)) {
        log.push(`got ${yield* refcount_read(count)}`);
        yield* refcount_dec_and_test(count);
      } else {
        log.push("too late");
      }
    }
    const seen = allSchedules({ setup: from(1), tasks: [get, put], result: (s) => s.log.join(", ") });
    expect(seen.broken).toEqual({});
    expect(seen.results).toEqual(["got 1", "got 2", "got 2, last", "last, too late"]);
  });

  test.for([
    ["refcount_inc", refcount_inc, 0, "refcount_inc(refs) by a: addition on 0; use-after-free"],
    ["refcount_dec", refcount_dec, 1, "refcount_dec(refs) by a: decrement hit 0; leaking memory"],
    ["refcount_dec_and_test", refcount_dec_and_test, 0, "refcount_dec_and_test(refs) by a: underflow; use-after-free"],
  ] as const)("%s warns of misuse and leaves the counter saturated", ([, change, initial, message]) => {
    function* misuse({ count }: State): Task {
      yield* change(count);
      yield* refcount_inc(count);
    }
    const seen = allSchedules({ setup: from(initial), tasks: [misuse], result: (s) => `${s.count.peek}` });
    expect(seen.broken).toEqual({ warning: message });
    expect(seen.results).toEqual([`${REFCOUNT_SATURATED}`]);
  });

  test("used well it does not warn", () => {
    function* balanced({ count }: State): Task {
      yield* refcount_inc(count);
      yield* refcount_dec(count);
    }
    expect(allSchedules({ setup: from(1), tasks: [balanced, balanced] }).broken).toEqual({});
  });
});

describe("atomic_t", () => {
  const setup = (world: World) => ({ count: cell(world, "count", 0), log: [] as string[] });
  type State = ReturnType<typeof setup>;

  test("loses no update and is no data race", () => {
    function* change({ count }: State): Task {
      yield* atomic_inc(count);
      yield* atomic_inc(count);
      yield* atomic_dec(count);
    }
    const seen = allSchedules({ setup, tasks: [change, change], result: (s) => `${s.count.peek}` });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: ["2"] });
  });

  test("returns what it made of the value", () => {
    function* values({ count, log }: State): Task {
      yield* atomic_set(count, 4);
      log.push(`${yield* atomic_inc_return(count)}`, `${yield* atomic_read(count)}`);
      yield* atomic_set(count, 2);
      log.push(`${yield* atomic_dec_and_test(count)}`, `${yield* atomic_dec_and_test(count)}`);
    }
    const seen = allSchedules({ setup, tasks: [values], result: (s) => s.log.join(" ") });
    expect(seen.results).toEqual(["5 5 false true"]);
  });
});
