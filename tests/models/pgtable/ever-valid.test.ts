import { describe, expect, test } from "vitest";
import type { Task } from "../../../src/core/task.ts";
import { smp_store_release, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import { put_page } from "../../../src/kernel/page.ts";
import { kvm_pgtable_stage2_relax_perms } from "../../../models/pgtable/attrs.ts";
import { tinyGeometry } from "../../../models/pgtable/geometry.ts";
import { kvm_pgtable_stage2_map } from "../../../models/pgtable/map.ts";
import { kvm_pte_follow } from "../../../models/pgtable/mm-ops.ts";
import type { CpuCaps } from "../../../models/pgtable/pgtable.ts";
import { KVM_PGTABLE_PROT_R, KVM_PGTABLE_PROT_W, stage2_set_prot_attr } from "../../../models/pgtable/prot.ts";
import { kvm_init_valid_leaf_pte } from "../../../models/pgtable/pte.ts";
import type { Pte } from "../../../models/pgtable/pte.ts";
import { stage2_make_pte, stage2_try_break_pte } from "../../../models/pgtable/set-pte.ts";
import {
  __kvm_tlb_flush_vmid_ipa,
  __kvm_tlb_flush_vmid_ipa_nsh,
  dsb_ishst,
  TLBI_TTL_UNKNOWN,
} from "../../../models/pgtable/tlb.ts";
import { kvm_pgtable_stage2_unmap } from "../../../models/pgtable/unmap.ts";
import { KVM_PGTABLE_WALK_SKIP_BBM_TLBI } from "../../../models/pgtable/walk.ts";
import { meet } from "./vm.ts";
import type { Call, Vm } from "./vm.ts";

const geometry = tinyGeometry(2);

const map = (ipa: number, size: number, pa: number, flags = 0): Call =>
  function* mapRange({ pgt }, mc) {
    return yield* kvm_pgtable_stage2_map(pgt, ipa, size, pa, KVM_PGTABLE_PROT_R, mc, flags);
  };

/** Entry 0 of the root, and the entry for page 0 below it. */
function entriesOf({ pgt }: Vm): [table: Pte, leaf: Pte] {
  const table = pgt.pgd![0]!.entries[0]!;
  return [table, kvm_pte_follow(pgt.mm_ops, table.peek).entries[0]!];
}

/** What may be reached after each of some steps that one task takes, with page 0 mapped to frame 4. */
function reached(
  steps: (vm: Vm) => Task,
  caps?: CpuCaps,
): { at: string | null; broken: Readonly<Record<string, string>> } {
  const seen: (string | null)[] = [];
  const { broken } = meet({
    geometry,
    ...(caps === undefined ? {} : { caps }),
    before: [map(0, 1, 4)],
    calls: [
      function* only(vm) {
        yield* steps(vm);
        yield* dsb_ishst(vm.pgt.mm_ops);
        seen.push(vm.tlb.reach(0, 4));
        return 0;
      },
    ],
  });
  return { at: seen[0]!, broken };
}

describe("what a TLB may hold", () => {
  const still = "0x0 may still go to frame 0x4, r--";

  test.for<[name: string, expected: string | null, steps: (vm: Vm) => Task]>([
    ["a leaf that is there", still, function* nothing() {}],
    [
      "a leaf that is gone, until a TLBI",
      still,
      function* clear(vm) {
        yield* WRITE_ONCE(entriesOf(vm)[1], 0);
      },
    ],
    [
      "nothing after a TLBI at its level",
      null,
      function* clearAndFlush(vm) {
        yield* WRITE_ONCE(entriesOf(vm)[1], 0);
        yield* __kvm_tlb_flush_vmid_ipa(vm.pgt.mmu, 0, 3);
      },
    ],
    [
      "a leaf after a TLBI at another level",
      still,
      function* wrongLevel(vm) {
        yield* WRITE_ONCE(entriesOf(vm)[1], 0);
        yield* __kvm_tlb_flush_vmid_ipa(vm.pgt.mmu, 0, 2);
      },
    ],
    [
      "a leaf after a TLBI of another address",
      still,
      function* wrongAddress(vm) {
        yield* WRITE_ONCE(entriesOf(vm)[1], 0);
        yield* __kvm_tlb_flush_vmid_ipa(vm.pgt.mmu, 1, 3);
      },
    ],
    [
      "a leaf after a TLBI that came too early",
      still,
      function* tooEarly(vm) {
        yield* __kvm_tlb_flush_vmid_ipa(vm.pgt.mmu, 0, 3);
        yield* WRITE_ONCE(entriesOf(vm)[1], 0);
      },
    ],
    [
      "a leaf after a TLBI on one CPU",
      still,
      function* local(vm) {
        yield* WRITE_ONCE(entriesOf(vm)[1], 0);
        yield* __kvm_tlb_flush_vmid_ipa_nsh(vm.pgt.mmu, 0, TLBI_TTL_UNKNOWN);
      },
    ],
  ])("%s", ([, expected, steps]) => {
    expect(reached(steps).at).toBe(expected);
  });

  test.for<CpuCaps>([
    { fwb: true, tlbirange: true, xnx: false },
    { fwb: true, tlbirange: false, xnx: false },
    { fwb: false, tlbirange: true, xnx: false },
  ])("nothing of a range after its unmap: %o", (caps) => {
    function* unmap({ pgt }: Vm): Task {
      yield* kvm_pgtable_stage2_unmap(pgt, 0, 4);
    }
    expect(reached(unmap, caps)).toEqual({ at: null, broken: {} });
  });
});

describe("what it must not", () => {
  test("a leaf and what replaces it", () => {
    function* replace(vm: Vm): Task {
      const [, leaf] = entriesOf(vm);
      yield* smp_store_release(leaf, leaf.peek + 2 ** 13);
    }
    expect(reached(replace).broken["break-before-make"]).toBe(
      "table 1[0] is frame 0x5, r-- while a TLB may hold frame 0x4, r--, level 3",
    );
  });

  test("a table and a block, or leaves of two sizes", () => {
    const unflushed = map(0, 2, 6, KVM_PGTABLE_WALK_SKIP_BBM_TLBI);
    const { broken } = meet({ geometry, before: [map(0, 1, 4)], calls: [unflushed] });
    expect(broken["break-before-make"]).toBe("table 0[0] is frame 0x6, r-- while a TLB may hold table 1, level 2");
    expect(broken["table-in-tlb"]).toBe("table 1 is freed while a walk of 0x0 may go through it");
  });

  test("a table that is freed, if its TLBI was for leaves", () => {
    function* unlink(vm: Vm): Task {
      const [table, leaf] = entriesOf(vm);
      yield* WRITE_ONCE(leaf, 0);
      yield* put_page(leaf.page);
      yield* WRITE_ONCE(table, 0);
      yield* __kvm_tlb_flush_vmid_ipa(vm.pgt.mmu, 0, 3);
      yield* put_page(table.page);
      yield* put_page(leaf.page);
    }
    expect(reached(unlink).broken).toEqual({
      "table-in-tlb": "table 1 is freed while a walk of 0x0 may go through it",
    });
  });

  test("other rights of the same frame are no conflict", () => {
    function* relax({ pgt }: Vm): Task {
      yield* kvm_pgtable_stage2_relax_perms(pgt, 0, KVM_PGTABLE_PROT_W, 0);
    }
    expect(reached(relax).broken).toEqual({});
  });

  test.for([
    ["granule", undefined],
    ["fromAddress", "table 0[0] is frame 0x4, r-- while a TLB may hold frame 0x4, r--, level 3"],
  ] as const)(
    "a table that is broken at an address within it, with a TLBI from the start of its %s (E07)",
    ([flush, broken]) => {
      function* breakAtSecondPage(vm: Vm): Task {
        const { mm_ops, mmu } = vm.pgt;
        const [ptep] = entriesOf(vm);
        const quirks = { ...mm_ops.quirks, breakFlush: flush };
        const at = { ptep, old: ptep.peek, addr: 1, level: 2, start: 1, end: 2, flags: 0, arg: null };
        const ctx = { ...at, mm_ops: Object.assign(Object.create(mm_ops) as typeof mm_ops, { quirks }) };
        yield* stage2_try_break_pte(ctx, mmu);
        yield* stage2_make_pte(ctx, kvm_init_valid_leaf_pte(4, stage2_set_prot_attr(vm.pgt, KVM_PGTABLE_PROT_R), 2));
      }
      expect(reached(breakAtSecondPage).broken["break-before-make"]).toBe(broken);
    },
  );
});
