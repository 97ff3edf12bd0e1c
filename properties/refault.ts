/**
 * REFAULT (I15). When a fault is handled and the CPU goes back to make the access again: if the tables permit it, so does every
 * translation for the address in the TLB of this CPU.
 */
import { KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W, kvm_pte_valid, pte_has, show_pte } from "../models/pgtable/pte.ts";
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import type { Machine } from "../models/tlb-vmid/state.ts";
import { entryAt } from "../models/walkers/entry-at.ts";
import { property } from "../src/scenario/property.ts";

const W = KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W;

interface Return {
  readonly cpu: number;
  readonly ia: number;
  readonly write: boolean;
}

function stale({ cpus, pgt }: Machine, { cpu, ia, write }: Return): string | null {
  const [ptep] = entryAt(pgt, ia);
  if (!write || !kvm_pte_valid(ptep.peek) || !pte_has(ptep.peek, W)) {
    return null;
  }
  const held = cpus.held(cpu, ia).find(({ pte }) => !pte_has(pte, W));
  return held === undefined
    ? null
    : `CPU ${cpu} goes back to write page ${ia} with ${show_pte(held.pte, held.level)} in its TLB, where the table has ${ptep.print(ptep.peek)}`;
}

export default property({
  name: "refault",
  statement: "a fault that is handled is not taken again because of what the CPU still holds",
  model: tlbVmid,
  claim: { on: { fault_return: stale } },
  exercised: ["a fault lost a race"],
});
