import { kvm_granule_size } from "../pgtable/geometry.ts";
import { kvm_pte_follow } from "../pgtable/mm-ops.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { kvm_pte_table } from "../pgtable/pte.ts";
import type { Pte } from "../pgtable/pte.ts";

/** Where the walk of a page ends now. */
export function entryAt(pgt: KvmPgtable, ia: number): readonly [ptep: Pte, level: number] {
  const { mm_ops, pgd } = pgt;
  let level = pgt.start_level;
  let page = pgd![Math.floor(ia / kvm_granule_size(mm_ops.geometry, level - 1))]!;
  for (;;) {
    const ptep = page.entries[Math.floor(ia / kvm_granule_size(mm_ops.geometry, level)) % page.entries.length]!;
    if (!kvm_pte_table(ptep.peek, level)) {
      return [ptep, level];
    }
    page = kvm_pte_follow(mm_ops, ptep.peek);
    level++;
  }
}
