import { kvm_pte_follow } from "../pgtable/mm-ops.ts";
import { kvm_pte_table, kvm_pte_valid } from "../pgtable/pte.ts";
import type { TablePage } from "../pgtable/table-page.ts";
import { kvm_granule_size } from "../pgtable/geometry.ts";
import type { Walk } from "./cpus.ts";
import type { Machine } from "./state.ts";

/** All that is mapped, in the TLBs and walk caches of the vCPUs. */
export function warmUp({ pgt, cpus, config }: Machine): void {
  for (const [cpu, role] of config.roles.entries()) {
    if (role === "vcpu") {
      const walk: Walk = { cpu, ia: 0, overtaken: false };
      visit(pgt.pgd![0]!, pgt.start_level, 0, walk);
    }
  }
  function visit(page: TablePage, level: number, from: number, walk: Walk): void {
    for (const [index, { peek }] of page.entries.entries()) {
      const base = from + index * kvm_granule_size(pgt.mm_ops.geometry, level);
      if (kvm_pte_table(peek, level)) {
        const child = kvm_pte_follow(pgt.mm_ops, peek);
        cpus.keep(walk, { base, level: level + 1, page: child });
        visit(child, level + 1, base, walk);
      } else if (kvm_pte_valid(peek)) {
        cpus.fill(walk, { base, level, pte: peek }, () => false);
      }
    }
  }
}
