import { describe, expect, test } from "vitest";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import {
  __mt_destroy,
  Allocator,
  EEXIST,
  EINVAL,
  ENOMEM,
  GFP_KERNEL,
  GFP_KERNEL_ACCOUNT,
  GFP_NOWAIT,
  MA_STATE,
  MapleTree,
  mas_destroy,
  mas_erase,
  mas_find,
  mas_preallocate,
  mas_set_range,
  mas_store_gfp,
  mas_store_prealloc,
  mas_walk,
  Memory,
  MT_FLAGS_USE_RCU,
  mtree_destroy,
  mtree_erase,
  mtree_insert_range,
  mtree_load,
  mtree_lock,
  mtree_store_range,
  mtree_unlock,
  NULL,
  Rcu,
  rcu_read_lock,
  rcu_read_unlock,
  read_lock,
  read_unlock,
  RwLock,
  xa_mk_value,
  XA_ZERO_ENTRY,
} from "../../src/kernel/index.ts";
import { allSchedules } from "./all-schedules.ts";

interface State {
  readonly tree: MapleTree;
  readonly mmuLock: RwLock;
  readonly rcu: Rcu;
  readonly log: string[];
}

const withBudget =
  (failures: number, flags = 0) =>
  (world: World): State => ({
    tree: new MapleTree(world, "revmap", new Allocator(world, failures), flags),
    mmuLock: new RwLock(world, "mmu_lock"),
    rcu: new Rcu(world),
    log: [],
  });
const setup = withBudget(0);

/** `3-5:7` for each range. */
const content = ({ tree }: State): string => tree.peek.map((r) => `${r.first}-${r.last}:${r.entry}`).join(" ");

function* store(tree: MapleTree, first: number, last: number, entry: bigint): Task {
  yield* mtree_lock(tree);
  yield* mas_store_gfp(tree, first, last, entry, GFP_NOWAIT);
  yield* mtree_unlock(tree);
}

/** One task's calls, one after the other; what they returned is in the log. */
const resultOf = (task: (s: State) => Task) =>
  allSchedules({ setup, tasks: [task], result: (s) => `${s.log.join(" ")} | ${content(s)}` });

describe("one task", () => {
  test("stores cut what they overlap, NULL erases, 0 is NULL", () => {
    function* task({ tree }: State): Task {
      yield* store(tree, 2, 9, 7n);
      yield* store(tree, 4, 5, xa_mk_value(0));
      yield* store(tree, 8, 8, NULL);
      yield* store(tree, 20, 20, 0n);
    }
    expect(resultOf(task)).toEqual({ broken: {}, outcomes: ["passed"], results: [" | 2-3:7 4-5:1 6-7:7 9-9:7"] });
  });

  test("mtree_* answer as the kernel does", () => {
    function* task({ tree, log }: State): Task {
      log.push(`${yield* mtree_insert_range(tree, 2, 4, 7n, GFP_KERNEL)}`);
      log.push(`${yield* mtree_insert_range(tree, 4, 5, 8n, GFP_KERNEL)}`);
      log.push(`${yield* mtree_store_range(tree, 4, 5, 8n, GFP_KERNEL)}`);
      log.push(`${yield* mtree_store_range(tree, 5, 4, 8n, GFP_KERNEL)}`);
      log.push(`${yield* mtree_store_range(tree, 9, 9, 0x402n, GFP_KERNEL)}`);
      log.push(`${yield* mtree_store_range(tree, 9, 9, XA_ZERO_ENTRY, GFP_KERNEL)}`);
      log.push(`${yield* mtree_load(tree, 3)} ${yield* mtree_load(tree, 9)} ${yield* mtree_load(tree, 0)}`);
      log.push(`${yield* mtree_erase(tree, 5)} ${yield* mtree_erase(tree, 5)}`);
    }
    const results = [`0 ${-EEXIST} 0 ${-EINVAL} ${-EINVAL} 0 7 0 0 8 0 | 2-3:7 9-9:${XA_ZERO_ENTRY}`];
    expect(resultOf(task)).toEqual({ broken: {}, outcomes: ["passed"], results });
  });

  test("mas_find visits what overlaps, from the first range on; erasing on the way is safe", () => {
    function* task({ tree, log }: State): Task {
      yield* store(tree, 2, 4, 7n);
      yield* store(tree, 5, 5, 8n);
      yield* store(tree, 7, 9, 9n);
      yield* store(tree, 11, 11, 10n);
      yield* mtree_lock(tree);
      const seen = MA_STATE(tree, 0, 8);
      for (let entry = yield* mas_find(seen, 8); entry !== NULL; entry = yield* mas_find(seen, 8)) {
        log.push(`${entry}`);
      }
      const mas = MA_STATE(tree, 3, 8);
      for (let entry = yield* mas_find(mas, 8); entry !== NULL; entry = yield* mas_find(mas, 8)) {
        log.push(`${mas.index}-${mas.last}:${entry}`);
        log.push(`${yield* mas_erase(mas)}`);
      }
      log.push(`${yield* mas_find(mas, 8)}`, `${yield* mas_find(mas, 20)}`);
      mas_set_range(mas, 10, 10);
      log.push(`${yield* mas_walk(mas)}`, `${mas.index}-${mas.last}`, `${yield* mas_erase(mas)}`);
      yield* mtree_unlock(tree);
    }
    expect(resultOf(task)).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: ["7 8 9 2-4:7 7 5-5:8 8 7-9:9 9 0 10 0 0-10 0 | 11-11:10"],
    });
  });

  test("preallocated stores cannot fail; nodes that are not given back leak", () => {
    function* used({ tree, log }: State): Task {
      const mas = MA_STATE(tree, 1, 2);
      const error = yield* mas_preallocate(mas, 7n, GFP_NOWAIT);
      if (error === 0) {
        yield* mtree_lock(tree);
        yield* mas_store_prealloc(mas, 7n);
        yield* mtree_unlock(tree);
      }
      log.push(`${error}`);
    }
    function* unused({ tree }: State): Task {
      const mas = MA_STATE(tree, 1, 2);
      yield* mas_preallocate(mas, 7n, GFP_KERNEL);
    }
    function* givenBack({ tree }: State): Task {
      const mas = MA_STATE(tree, 1, 2);
      yield* mas_preallocate(mas, 7n, GFP_KERNEL);
      mas_destroy(mas);
    }
    function* without({ tree }: State): Task {
      yield* mtree_lock(tree);
      yield* mas_store_prealloc(MA_STATE(tree, 1, 2), 7n);
      yield* mtree_unlock(tree);
    }
    const result = (s: State) => `${s.log.join(" ")} | ${content(s)}`;
    expect(allSchedules({ setup: withBudget(2), tasks: [used], result })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: [`${-ENOMEM} | `, "0 | 1-2:7"],
    });
    expect(resultOf(unused).broken).toEqual({ leak: "maple nodes is never freed" });
    expect(resultOf(givenBack).broken).toEqual({});
    expect(resultOf(without).broken).toEqual({
      warning: "mas_store_prealloc(revmap, [1, 2], 7) without mas_preallocate",
    });
  });

  test("destroying empties it", () => {
    function* task({ tree }: State): Task {
      yield* store(tree, 2, 4, 7n);
      yield* mtree_destroy(tree);
      yield* store(tree, 2, 4, 8n);
      yield* mtree_lock(tree);
      yield* __mt_destroy(tree);
      yield* mtree_unlock(tree);
    }
    expect(resultOf(task)).toEqual({ broken: {}, outcomes: ["passed"], results: [" | "] });
  });

  test("a tree in freed memory", () => {
    function* task({ tree }: State): Task {
      const memory = new Memory("mmu");
      tree.owner = memory;
      yield* mtree_load(tree, 1);
      memory.freed = true;
      yield* mtree_load(tree, 1);
    }
    expect(resultOf(task).broken).toEqual({ "use-after-free": "mtree_load(revmap, 1) after mmu was freed" });
  });
});

describe("several tasks", () => {
  function* storeOne({ tree }: State): Task {
    yield* store(tree, 1, 1, 7n);
  }
  function* storeTwo({ tree }: State): Task {
    yield* store(tree, 2, 2, 8n);
  }
  function* bareOne({ tree }: State): Task {
    yield* mas_store_gfp(tree, 1, 1, 7n, GFP_NOWAIT);
  }
  function* bareTwo({ tree }: State): Task {
    yield* mas_store_gfp(tree, 2, 2, 8n, GFP_NOWAIT);
  }

  test("with ma_lock no entry is lost", () => {
    const seen = allSchedules({ setup, tasks: [storeOne, storeTwo, storeOne], result: content });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: ["1-1:7 2-2:8"] });
  });

  test("without it one is lost, and that is reported three ways", () => {
    const seen = allSchedules({ setup, tasks: [bareOne, bareTwo], result: content });
    expect(seen.results).toEqual(["1-1:7", "1-1:7 2-2:8", "2-2:8"]);
    expect(seen.broken).toEqual({
      "lock-owner": "mas_store_gfp(revmap, [1, 1], 7) walks the tree, but a does not hold revmap.ma_lock: nobody does",
      "data-race":
        "revmap: nothing orders the plain write by a (mas_store_gfp(revmap, [1, 1], 7) = 0) " +
        "and the plain read by b (mas_store_gfp(revmap, [2, 2], 8) walks the tree)",
    });
  });

  function* load({ tree, log }: State): Task {
    log.push(`${yield* mtree_load(tree, 1)}`);
  }

  test("mtree_load beside a store is fine with MT_FLAGS_USE_RCU, and a data race without", () => {
    const result = (s: State) => s.log.join(" ");
    expect(allSchedules({ setup: withBudget(0, MT_FLAGS_USE_RCU), tasks: [storeOne, load], result })).toEqual({
      broken: {},
      outcomes: ["passed"],
      results: ["0", "7"],
    });
    expect(Object.keys(allSchedules({ setup, tasks: [storeOne, load] }).broken)).toEqual(["data-race"]);
  });

  test("mas_find wants ma_lock or an RCU read section", () => {
    function* find({ tree }: State): Task {
      yield* mas_find(MA_STATE(tree, 0, 3), 3);
    }
    function* findInSection(s: State): Task {
      yield* rcu_read_lock(s.rcu);
      yield* find(s);
      yield* rcu_read_unlock(s.rcu);
    }
    const setupRcu = withBudget(0, MT_FLAGS_USE_RCU);
    expect(allSchedules({ setup: setupRcu, tasks: [findInSection, storeOne] }).broken).toEqual({});
    expect(allSchedules({ setup: setupRcu, tasks: [find] }).broken).toEqual({
      "lock-owner": "mas_find(revmap, 3), but a does not hold revmap.ma_lock: nobody does",
    });
  });
});

describe("short of memory", () => {
  const result = (s: State) => `${s.log.join(" ")} | ${content(s)}`;

  function* storing(s: State, gfp: number): Task {
    yield* mtree_lock(s.tree);
    s.log.push(`${yield* mas_store_gfp(s.tree, 2, 2, 8n, gfp)}`);
    yield* mtree_unlock(s.tree);
  }
  function* nowait(s: State): Task {
    yield* storing(s, GFP_NOWAIT);
  }
  function* kernel(s: State): Task {
    yield* storing(s, GFP_KERNEL);
  }
  function* account(s: State): Task {
    yield* storing(s, GFP_KERNEL_ACCOUNT);
  }

  test("GFP_NOWAIT fails and leaves the tree alone", () => {
    const seen = allSchedules({ setup: withBudget(1), tasks: [nowait], result });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: [`${-ENOMEM} | `, "0 | 2-2:8"] });
  });

  test("GFP_KERNEL sleeps with ma_lock dropped, so others get in between, and succeeds", () => {
    function* other({ tree }: State): Task {
      yield* mtree_lock(tree);
      yield* mas_store_gfp(tree, 1, 3, 7n, GFP_KERNEL);
      yield* mtree_unlock(tree);
    }
    const seen = allSchedules({ setup: withBudget(1), tasks: [kernel, other], result });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: ["0 | 1-1:7 2-2:8 3-3:7", "0 | 1-3:7"] });
  });

  test("once it has slept it has what it needs: it drops ma_lock no more than once", () => {
    let unlocks = 0;
    const most: number[] = [];
    allSchedules({
      setup: withBudget(3),
      tasks: [kernel],
      claims: [{ name: "unlocks", on: { unlock: () => (unlocks++, null) } }],
      result: () => {
        most.push(unlocks);
        unlocks = 0;
        return "";
      },
    });
    expect(most).toEqual([1, 2]);
  });

  test("an accounted allocation can fail for good", () => {
    const seen = allSchedules({ setup: withBudget(2), tasks: [account], result });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: [`${-ENOMEM} | `, "0 | 2-2:8"] });
  });

  test("under another lock it sleeps in atomic context, but only if memory is short", () => {
    function* fault(s: State): Task {
      yield* read_lock(s.mmuLock);
      yield* kernel(s);
      yield* read_unlock(s.mmuLock);
    }
    expect(allSchedules({ setup, tasks: [fault] }).broken).toEqual({});
    expect(allSchedules({ setup: withBudget(1), tasks: [fault] }).broken).toEqual({
      "sleep-in-atomic": "mas_alloc_nodes(GFP_KERNEL) may sleep while mmu_lock (read) is held",
    });
  });

  test("whoever does not hold ma_lock unlocks it all the same, returns with it held, and stops the next one", () => {
    function* bare({ tree, log }: State): Task {
      log.push(`${yield* mas_store_gfp(tree, 1, 1, 7n, GFP_KERNEL)}`);
    }
    const holder = (s: State) => `${s.tree.ma_lock.holder?.name}`;
    const one = allSchedules({ setup: withBudget(1), tasks: [bare], result: holder });
    expect(one.results).toEqual(["a", "undefined"]);
    expect(Object.keys(one.broken)).toEqual(["lock-owner"]);
    const two = allSchedules({ setup: withBudget(2), tasks: [bare, bare] });
    expect(two.outcomes).toEqual(["deadlocked", "passed"]);
    expect(two.broken["deadlock"]).toBe("a waits in spin_lock(revmap.ma_lock), held by b");
  });

  test("erasing may sleep too, and looks again afterwards", () => {
    function* erase({ tree, log }: State): Task {
      log.push(`erased ${yield* mtree_erase(tree, 2)}`);
    }
    function* replace({ tree }: State): Task {
      yield* store(tree, 2, 2, NULL);
    }
    const filled = (world: World): State => {
      const state = withBudget(1)(world);
      state.tree.ma_root.peek = [{ first: 1, last: 3, entry: 7n }];
      return state;
    };
    const seen = allSchedules({ setup: filled, tasks: [erase, replace], result });
    expect(seen.broken).toEqual({});
    expect(seen.results).toEqual(["erased 0 | 1-1:7 3-3:7", "erased 7 | "]);
  });

  test("erasing under a spinning lock sleeps in atomic context", () => {
    function* notifier(s: State): Task {
      yield* store(s.tree, 2, 2, 8n);
      yield* read_lock(s.mmuLock);
      yield* mtree_erase(s.tree, 2);
      yield* read_unlock(s.mmuLock);
    }
    expect(allSchedules({ setup: withBudget(1), tasks: [notifier] }).broken).toEqual({
      "sleep-in-atomic": "mas_alloc_nodes(GFP_KERNEL) may sleep while mmu_lock (read) is held",
    });
    expect(allSchedules({ setup, tasks: [notifier] }).broken).toEqual({});
  });
});
