import type { Section } from "../../src/core/program.ts";
import { kvm_granule_size } from "../pgtable/geometry.ts";
import { kvm_pte_follow } from "../pgtable/mm-ops.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { kvm_pte_table } from "../pgtable/pte.ts";
import type { TablePage } from "../pgtable/table-page.ts";
import type { Vm } from "./state.ts";

/** The entries that are not 0, each table below the entry that points to it. */
export const show = ({ pgt }: Pick<Vm, "pgt">): readonly Section[] => [
  { title: "stage 2", rows: pgt === null || pgt.pgd === null ? [] : rowsOf(pgt, pgt.pgd[0]!, pgt.start_level, 0) },
];

function rowsOf(pgt: KvmPgtable, page: TablePage, level: number, base: number): string[] {
  const granule = kvm_granule_size(pgt.mm_ops.geometry, level);
  return page.entries.flatMap((ptep, index) => {
    const pte = ptep.peek;
    if (pte === 0) {
      return [];
    }
    const ia = base + index * granule;
    const row = `${ptep.label} for ${granule === 1 ? "page" : "pages from"} 0x${ia.toString(16)}: ${ptep.print(pte)}`;
    const below = kvm_pte_table(pte, level) ? rowsOf(pgt, kvm_pte_follow(pgt.mm_ops, pte), level + 1, ia) : [];
    return [row, ...below];
  });
}
