import { describe, expect, test } from "vitest";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { kvm_pgtable_stage2_test_clear_young } from "../../../models/pgtable/age.ts";
import { kvm_pgtable_stage2_mkyoung, kvm_pgtable_stage2_relax_perms } from "../../../models/pgtable/attrs.ts";
import { free_unlinked_table_now } from "../../../models/pgtable/free-unlinked.ts";
import { tinyGeometry } from "../../../models/pgtable/geometry.ts";
import { kvm_pgtable_stage2_map } from "../../../models/pgtable/map.ts";
import type { MmOps } from "../../../models/pgtable/mm-ops.ts";
import { KVM_PGTABLE_PROT_R, KVM_PGTABLE_PROT_W } from "../../../models/pgtable/prot.ts";
import { kvm_pgtable_stage2_split } from "../../../models/pgtable/split.ts";
import type { TablePage } from "../../../models/pgtable/table-page.ts";
import { kvm_pgtable_stage2_unmap } from "../../../models/pgtable/unmap.ts";
import { KVM_PGTABLE_WALK_SHARED } from "../../../models/pgtable/walk.ts";
import { meet } from "./vm.ts";
import type { Call } from "./vm.ts";

/** The walkers that are replayed against the kernel's recordings, as tasks: nothing here knows what a walker does. */
const geometry = tinyGeometry(2);
const RW = KVM_PGTABLE_PROT_R | KVM_PGTABLE_PROT_W;

const fault = (ipa: number, size: number, prot = RW, flags = KVM_PGTABLE_WALK_SHARED): Call =>
  function* faultIn({ pgt, mmu_lock }, mc) {
    yield* read_lock(mmu_lock);
    const ret = yield* kvm_pgtable_stage2_map(pgt, ipa, size, 4 + ipa, prot, mc, flags);
    yield* read_unlock(mmu_lock);
    return ret;
  };

const unmapUnder = (lock: typeof write_lock, unlock: typeof write_unlock): Call =>
  function* unmapAll({ world, pgt, mmu_lock, tlb }) {
    yield* lock(mmu_lock);
    const ret = yield* kvm_pgtable_stage2_unmap(pgt, 0, 4);
    yield* unlock(mmu_lock);
    const left = tlb.reach(0, 4);
    if (left !== null) {
      world.fail("unmapped", left);
    }
    return ret;
  };

const unmap = unmapUnder(write_lock, write_unlock);

const split: Call = function* splitAll({ pgt, mmu_lock }, mc) {
  yield* write_lock(mmu_lock);
  const ret = yield* kvm_pgtable_stage2_split(pgt, 0, 4, mc);
  yield* write_unlock(mmu_lock);
  return ret;
};

const age: Call = function* ageAll({ pgt, mmu_lock }) {
  yield* write_lock(mmu_lock);
  const young = yield* kvm_pgtable_stage2_test_clear_young(pgt, 0, 4, true);
  yield* write_unlock(mmu_lock);
  return young;
};

const accessFault: Call = function* mkyoung({ pgt, mmu_lock }) {
  yield* read_lock(mmu_lock);
  yield* kvm_pgtable_stage2_mkyoung(pgt, 0, KVM_PGTABLE_WALK_SHARED);
  yield* read_unlock(mmu_lock);
  return 0;
};

const permissionFault: Call = function* relax({ pgt, mmu_lock }) {
  yield* read_lock(mmu_lock);
  const ret = yield* kvm_pgtable_stage2_relax_perms(pgt, 0, KVM_PGTABLE_PROT_W, KVM_PGTABLE_WALK_SHARED);
  yield* read_unlock(mmu_lock);
  return ret;
};

describe("what runs at the same time", () => {
  test.for<[name: string, before: Call[], calls: Call[], answers: string[]]>([
    ["the same page twice: one of them has it", [], [fault(0, 1), fault(0, 1)], ["-11 0", "0 -11"]],
    ["two pages of one table: one goes on", [], [fault(0, 1), fault(1, 1)], ["-11 0", "0 -11", "0 0"]],
    ["a page and the block around it", [], [fault(0, 1), fault(0, 2)], ["-11 0", "0 -11", "0 0"]],
    [
      "a page and the block that its table becomes",
      [fault(0, 1)],
      [fault(1, 1), fault(0, 2)],
      ["-11 0", "0 -11", "0 0"],
    ],
    ["two blocks for one table", [fault(0, 1)], [fault(0, 2), fault(0, 2)], ["-11 0", "0 -11"]],
    ["a page and an unmap", [fault(1, 1)], [fault(0, 1), unmap], ["0 0"]],
    ["a block and an unmap", [fault(1, 1)], [fault(0, 2), unmap], ["0 0"]],
    ["a page and a split", [fault(0, 2)], [fault(2, 1), split], ["0 0"]],
    [
      "a page, an access and the ager",
      [fault(0, 1, KVM_PGTABLE_PROT_R)],
      [accessFault, age, permissionFault],
      ["0 true -11", "0 true 0"],
    ],
  ])("%s", ([, before, calls, answers]) => {
    const met = meet({ geometry, before, calls });
    expect(met.broken).toEqual({});
    expect(met.answers).toEqual(answers);
    expect(met.runs).toBeGreaterThan(10);
  });
});

describe("what must not", () => {
  test("a table is freed while another walker is in it", () => {
    const calls = [fault(1, 1), fault(0, 2)];
    const { broken } = meet({ geometry, before: [fault(0, 1)], calls, free: free_unlinked_table_now });
    expect(broken["use-after-free"]).toMatch(/ after table 1 was freed$/);
  });

  test("whoever frees a table with all below it leaves it a last reference", () => {
    function* afterPut(mm_ops: MmOps, page: TablePage, level: number) {
      page.count--;
      yield* free_unlinked_table_now(mm_ops, page, level);
    }
    const { broken } = meet({ geometry, before: [fault(0, 1), fault(0, 2)], calls: [unmap], free: afterPut });
    expect(broken["warning"]).toBe("WARN_ON(mm_ops->page_count(pgtable) != 1) in first");
  });

  test("two walkers that believe to be alone", () => {
    const { broken } = meet({ geometry, calls: [fault(0, 1, RW, 0), fault(1, 1, RW, 0)] });
    expect(Object.keys(broken).toSorted()).toMatchInlineSnapshot(`
      [
        "break-before-make",
        "data-race",
        "leak",
        "refcount",
        "warning",
      ]
    `);
  });

  test("an unmap that lets faults run beside it", () => {
    const calls = [fault(0, 1), unmapUnder(read_lock, read_unlock)];
    const { broken } = meet({ geometry, before: [fault(1, 1)], calls });
    expect(Object.keys(broken).toSorted()).toMatchInlineSnapshot(`
      [
        "break-before-make",
        "double-free",
        "leak",
        "refcount",
        "table-in-tlb",
        "unmapped",
        "use-after-free",
        "warning",
      ]
    `);
    expect(broken["unmapped"]).toBe("0x0 may still go to frame 0x4, rw-");
  });

  test("two walkers with one cache", () => {
    const sharing = (ipa: number): Call =>
      function* share(vm) {
        return yield* fault(ipa, 1)(vm, vm.caches[0]!);
      };
    const { broken } = meet({ geometry, calls: [sharing(0), sharing(2)] });
    expect(broken["data-race"]).toContain("cache0.nobjs");
  });
});
