/**
 * REF (I2). When nobody is inside a call and all callbacks have run, for every table p that the root reaches:
 * count(p) = 1 + number of its entries that are not 0. No count goes below 0 or up from it, and the kernel warns of nothing.
 */
import { kvm_pte_follow } from "../models/pgtable/mm-ops.ts";
import type { KvmPgtable } from "../models/pgtable/pgtable.ts";
import { kvm_pte_table, stage2_pte_is_counted } from "../models/pgtable/pte.ts";
import type { TablePage } from "../models/pgtable/table-page.ts";
import { aging } from "../models/aging/model.ts";
import { pkvm } from "../models/pkvm/model.ts";
import type { Hyp } from "../models/pkvm/state.ts";
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { walkers } from "../models/walkers/model.ts";
import type { Vm } from "../models/walkers/state.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

function miscounted(pgt: KvmPgtable, page: TablePage, level: number): string | null {
  const used = page.entries.filter(({ peek }) => stage2_pte_is_counted(peek));
  if (page.count !== 1 + used.length) {
    return `${page.label} has ${used.length} entries and a count of ${page.count}`;
  }
  for (const { peek } of used) {
    const below = kvm_pte_table(peek, level) ? miscounted(pgt, kvm_pte_follow(pgt.mm_ops, peek), level + 1) : null;
    if (below !== null) {
      return below;
    }
  }
  return null;
}

const unbalanced = ({ pgt }: Pick<Vm, "pgt">): string | null =>
  pgt === null
    ? null
    : (pgt.pgd!.map((page) => miscounted(pgt, page, pgt.start_level)).find((text) => text !== null) ?? null);

const unbalancedHost = ({ host }: Hyp): string | null => unbalanced(host);

export default property({
  name: "refcount",
  statement: "a table has one reference for itself and one for each entry that is not 0",
  model: walkers,
  claim: { on: { quiet: unbalanced } },
  engine: ["warning"],
  exercised: ["an unmap freed a table", "a fault lost a race"],
  also: [
    elsewhere({ model: pkvm, claim: { on: { quiet: unbalancedHost } }, exercised: ["a page was reclaimed"] }),
    elsewhere({ model: tlbVmid, claim: { on: { quiet: unbalanced } }, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: aging, claim: { on: { quiet: unbalanced } }, exercised: ["an unmap freed a table"] }),
  ],
});
