import { kvm_granule_size } from "./geometry.ts";
import { kvm_pte_follow } from "./mm-ops.ts";
import type { KvmPgtable } from "./pgtable.ts";
import { kvm_pte_table, stage2_pte_is_counted } from "./pte.ts";
import type { TablePage } from "./table-page.ts";

/** How far the teardown of a table has come: all below `upTo` is done. */
export interface Part {
  readonly pgt: KvmPgtable;
  readonly upTo: number;
}

/** Whether the tables that lead beyond the part are as if it had been torn down alone; one sentence if not. */
export function wrongBeyond({ pgt, upTo }: Part): string | null {
  const { pgd, start_level, mm_ops } = pgt;
  const size = kvm_granule_size(mm_ops.geometry, start_level - 1);
  for (const [i, page] of pgd!.entries()) {
    const wrong = wrongIn(pgt, page, start_level, i * size, upTo);
    if (wrong !== null) {
      return wrong;
    }
  }
  return null;
}

function wrongIn(pgt: KvmPgtable, page: TablePage, level: number, base: number, upTo: number): string | null {
  if (page.freed) {
    return `${page.label} is freed, and what it has from 0x${upTo.toString(16)} on is not torn down`;
  }
  const granule = kvm_granule_size(pgt.mm_ops.geometry, level);
  const ahead = page.entries
    .map(({ peek }, i) => ({ pte: peek, from: base + i * granule }))
    .filter(({ pte, from }) => stage2_pte_is_counted(pte) && from + granule > upTo);
  if (page.count !== 1 + ahead.length) {
    return `torn down up to 0x${upTo.toString(16)}, ${page.label} has ${ahead.length} entries beyond it and a count of ${page.count}`;
  }
  for (const { pte, from } of ahead) {
    const wrong = kvm_pte_table(pte, level)
      ? wrongIn(pgt, kvm_pte_follow(pgt.mm_ops, pte), level + 1, from, upTo)
      : null;
    if (wrong !== null) {
      return wrong;
    }
  }
  return null;
}
