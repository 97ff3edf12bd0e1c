/**
 * BBM (I7). may(ia): descriptors that a hardware walk of ia could have read since the last TLBI that covers them was complete.
 * At each store to an entry: no two of may(ia) differ in level, output or kind; rights, access flag and software bits aside.
 * Judged as the run goes, by models/pgtable/ever-valid.ts.
 */
import { aging } from "../models/aging/model.ts";
import { nested } from "../models/nested/model.ts";
import type { Kvm } from "../models/nested/state.ts";
import type { S2Mmu } from "../models/nested/mmu/s2-mmu.ts";
import { formatLeaf, type Leaf } from "../models/stage2/leaf.ts";
import { overlaps } from "../models/stage2/interval.ts";
import { pkvm } from "../models/pkvm/model.ts";
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { walkers } from "../models/walkers/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

/** What a TLB may still have of the addresses of a leaf that is written to the table. */
function conflicting({ tlbs }: Kvm, { mmu, leaf }: { readonly mmu: S2Mmu; readonly leaf: Leaf }): string | null {
  const cached = tlbs?.entries.filter((entry) => entry.mmu === mmu).map((entry) => entry.leaf) ?? [];
  const other = [...mmu.stale, ...cached].find(
    (old) => overlaps(old.n, old.len, { start: leaf.n, size: leaf.len }) && differ(old, leaf),
  );
  return other === undefined
    ? null
    : `${mmu.label}: ${formatLeaf(leaf)} is written while a TLB may hold ${formatLeaf(other)}`;
}

const differ = (a: Leaf, b: Leaf): boolean => a.n !== b.n || a.len !== b.len || a.pa !== b.pa;

export default property({
  name: "break-before-make",
  statement: "no TLB can hold two descriptors of an address that must not change into each other",
  model: walkers,
  claim: {},
  exercised: ["a fault mapped a page where there was no table"],
  also: [
    elsewhere({ model: nested, claim: { on: { pte_made: conflicting } }, exercised: ["a shadow leaf was mapped"] }),
    elsewhere({ model: pkvm, claim: {}, exercised: ["a block was mapped after others were split"] }),
    elsewhere({ model: tlbVmid, claim: {}, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: aging, claim: {}, exercised: ["an unmap freed a table"] }),
  ],
});
