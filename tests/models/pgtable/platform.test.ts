import { describe, expect, test } from "vitest";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { Rcu } from "../../../src/kernel/rcu.ts";
import { read_lock, read_unlock, RwLock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { Allocator } from "../../../src/kernel/slab.ts";
import { stage2_apply_range } from "../../../models/pgtable/apply-range.ts";
import { kvm_pgtable_stage2_destroy } from "../../../models/pgtable/destroy.ts";
import { free_unlinked_table_now, stage2_free_unlinked_table } from "../../../models/pgtable/free-unlinked.ts";
import { tinyGeometry } from "../../../models/pgtable/geometry.ts";
import { kvm_pgtable_stage2_map } from "../../../models/pgtable/map.ts";
import {
  kvm_mmu_free_memory_cache,
  kvm_mmu_topup_memory_cache,
  KvmMmuMemoryCache,
} from "../../../models/pgtable/memory-cache.ts";
import { MmOps } from "../../../models/pgtable/mm-ops.ts";
import { kvm_pgtable_stage2_init, KvmS2Mmu } from "../../../models/pgtable/pgtable.ts";
import { KVM_PGTABLE_PROT_R } from "../../../models/pgtable/prot.ts";
import { kvm_pgtable_stage2_unmap } from "../../../models/pgtable/unmap.ts";
import { KVM_PGTABLE_WALK_SHARED } from "../../../models/pgtable/walk.ts";
import { allSchedules } from "../../kernel/all-schedules.ts";

interface Machine {
  readonly failures?: number;
  readonly drops?: number;
  readonly el2?: boolean;
}

const setupOf =
  ({ failures = 0, drops = 0, el2 = false }: Machine) =>
  (world: World) => {
    const rcu = new Rcu(world);
    const freeUnlinked = el2 ? free_unlinked_table_now : stage2_free_unlinked_table;
    const mm_ops = new MmOps(world, tinyGeometry(2), new Allocator(world, failures), el2 ? null : rcu, freeUnlinked);
    const mmu = new KvmS2Mmu(world, { fwb: true, tlbirange: true, xnx: false });
    const mc = new KvmMmuMemoryCache(mm_ops, "cache");
    return {
      pgt: kvm_pgtable_stage2_init(mmu, mm_ops),
      mc,
      mmu_lock: new RwLock(world, "mmu_lock", -1, drops),
      log: [] as number[],
      left: 2,
    };
  };
type State = ReturnType<ReturnType<typeof setupOf>>;
const result = ({ log }: State): string => log.join(" ");

function* free({ pgt, mc }: State): Task {
  yield* kvm_pgtable_stage2_destroy(pgt);
  yield* kvm_mmu_free_memory_cache(mc);
}

const mapPage = ({ pgt, mc }: State, ipa: number, flags: number): Task<number> =>
  kvm_pgtable_stage2_map(pgt, ipa, 1, ipa, KVM_PGTABLE_PROT_R, mc, flags);

describe("EL2", () => {
  function* mapTwice(s: State): Task {
    s.log.push(yield* kvm_mmu_topup_memory_cache(s.mc, 1));
    s.log.push(yield* mapPage(s, 0, KVM_PGTABLE_WALK_SHARED));
    s.log.push(yield* mapPage(s, 0, 0));
    s.log.push(yield* kvm_pgtable_stage2_map(s.pgt, 0, 2, 4, KVM_PGTABLE_PROT_R, s.mc, 0));
    yield* free(s);
  }

  test("refuses walks that others may join, and frees without RCU", () => {
    expect(allSchedules({ setup: setupOf({ el2: true }), tasks: [mapTwice], result })).toEqual({
      broken: { warning: "WARN_ON(walker->flags & KVM_PGTABLE_WALK_SHARED) in a" },
      outcomes: ["passed"],
      results: ["0 -1 0 0"],
    });
  });
});

describe("a memory cache", () => {
  function* fill(s: State): Task {
    s.log.push(yield* kvm_mmu_topup_memory_cache(s.mc, 2), s.mc.nobjs.peek);
    s.log.push(yield* mapPage(s, 0, 0), yield* mapPage(s, 2, 0));
    yield* free(s);
  }

  test("keeps what it got when it cannot be filled", () => {
    expect(allSchedules({ setup: setupOf({ failures: 1 }), tasks: [fill], result })).toEqual({
      broken: {},
      outcomes: ["passed"],
      // No page, one, two; a map without a page for its table is -ENOMEM.
      results: ["-12 0 -12 -12", "-12 1 0 -12", "0 2 0 0"],
    });
  });

  test("must not be filled under mmu_lock", () => {
    function* fillLocked(s: State): Task {
      yield* write_lock(s.mmu_lock);
      yield* kvm_mmu_topup_memory_cache(s.mc, 1);
      yield* write_unlock(s.mmu_lock);
      yield* free(s);
    }
    const { broken } = allSchedules({ setup: setupOf({}), tasks: [fillLocked] });
    expect(Object.keys(broken)).toEqual(["sleep-in-atomic"]);
  });
});

describe("between two parts of a range", () => {
  const [BEGINS, ENDS, FAULTED] = [1, 2, 3];

  function* end(s: State): Task {
    if (--s.left === 0) {
      yield* free(s);
    }
  }

  function* unmapInParts(s: State): Task {
    yield* write_lock(s.mmu_lock);
    s.log.push(BEGINS);
    yield* stage2_apply_range(s.mmu_lock, s.pgt, 0, 4, kvm_pgtable_stage2_unmap);
    s.log.push(ENDS);
    yield* write_unlock(s.mmu_lock);
    yield* end(s);
  }

  function* fault(s: State): Task {
    yield* kvm_mmu_topup_memory_cache(s.mc, 1);
    yield* read_lock(s.mmu_lock);
    yield* mapPage(s, 0, KVM_PGTABLE_WALK_SHARED);
    s.log.push(FAULTED);
    yield* read_unlock(s.mmu_lock);
    yield* end(s);
  }

  test.for<[drops: number, orders: string[]]>([
    [0, ["1 2 3", "3 1 2"]],
    [1, ["1 2 3", "1 3 2", "3 1 2"]],
  ])("a fault may come where mmu_lock is dropped: %d times", ([drops, orders]) => {
    const seen = allSchedules({ setup: setupOf({ drops }), tasks: [unmapInParts, fault], result });
    expect(seen).toEqual({ broken: {}, outcomes: ["passed"], results: orders });
  });
});
