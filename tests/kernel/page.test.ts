import { describe, expect, test } from "vitest";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import {
  __free_page,
  alloc_page,
  Allocator,
  get_page,
  GFP_ATOMIC,
  GFP_KERNEL,
  Page,
  page_count,
  put_page,
  spin_lock,
  spin_unlock,
  Spinlock,
  WARN_ON,
} from "../../src/kernel/index.ts";
import { allSchedules } from "./all-schedules.ts";

const setupWith = (failures: number) => (world: World) => ({
  world,
  memory: new Allocator(world, failures),
  lock: new Spinlock(world, "lock"),
  page: new Page(world, "page"),
  log: [] as (number | string)[],
});
type State = ReturnType<ReturnType<typeof setupWith>>;
const setup = setupWith(0);
const result = ({ log }: State): string => log.join(" ");

function* put(s: State): Task {
  yield* put_page(s.page);
}

function* holdAndPut(s: State): Task {
  yield* get_page(s.page);
  s.log.push(yield* page_count(s.page));
  yield* put_page(s.page);
}

describe("references", () => {
  test("the last one frees the page", () => {
    function* all(s: State): Task {
      yield* holdAndPut(s);
      s.log.push(yield* page_count(s.page), `${s.page.freed}`);
      yield* put(s);
      s.log.push(`${s.page.freed}`);
    }
    expect(allSchedules({ setup, tasks: [all], result })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: ["2 1 false true"],
    });
  });

  test("nobody may take one who has none", () => {
    const { broken } = allSchedules({ setup, tasks: [put, holdAndPut] });
    expect(broken).toMatchObject({
      "use-after-free": "get_page(page) after page was freed",
      warning: "get_page(page): its last reference is gone",
    });
  });

  test("nobody may give one back twice", () => {
    const { broken } = allSchedules({ setup, tasks: [put, put] });
    expect(broken["use-after-free"]).toBe("put_page(page) after page was freed");
    expect(broken["warning"]).toBe("put_page(page): its last reference is gone");
  });

  test("a page that is freed whatever its count is freed once", () => {
    function* free({ page }: State): Task {
      yield* __free_page(page);
    }
    expect(allSchedules({ setup, tasks: [free, free] }).broken["double-free"]).toBe("page is freed twice");
  });
});

describe("allocation", () => {
  const allocating = (gfp: number, locked: boolean) =>
    function* allocate({ world, memory, lock, log }: State): Task {
      if (locked) {
        yield* spin_lock(lock);
      }
      const page = yield* alloc_page(memory, gfp, () => new Page(world, "page"));
      log.push(page === null ? "NULL" : page.count);
      if (locked) {
        yield* spin_unlock(lock);
      }
    };

  test("fails as the flags say, and leaks unless it is freed", () => {
    const atomic = allSchedules({ setup: setupWith(1), tasks: [allocating(GFP_ATOMIC, true)], result });
    expect(atomic.results).toEqual(["1", "NULL"]);
    expect(atomic.broken).toEqual({ leak: "page is never freed" });
    expect(allSchedules({ setup: setupWith(1), tasks: [allocating(GFP_KERNEL, false)], result }).results).toEqual([
      "1",
    ]);
  });

  test("must not sleep under a spinlock", () => {
    expect(allSchedules({ setup, tasks: [allocating(GFP_KERNEL, true)] }).broken).toHaveProperty("sleep-in-atomic");
  });
});

test("WARN_ON reports what is true and goes on", () => {
  // oxlint-disable-next-line eslint/require-yield -- takes no step
  function* warn({ world, log }: State): Task {
    log.push(`${WARN_ON(world, false, "never")} ${WARN_ON(world, true, "count != 1")}`);
  }
  const { broken, results } = allSchedules({ setup, tasks: [warn], result });
  expect(results).toEqual(["false true"]);
  expect(broken).toEqual({ warning: "WARN_ON(count != 1) in a" });
});
