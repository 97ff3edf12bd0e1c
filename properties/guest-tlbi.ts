/**
 * GTLBI. When the handler of L1's TLBI has taken mmu_lock, let D be the leaves that the TLBI names, in all shadows of its
 * VMID that wait for no unmap: with a range, those that touch it; by address alone, those that came out of L1's leaf there.
 * When the handler goes back to L1, no l in D is left in the table, or in a TLB, of a shadow that still has this VMID.
 */
import { nested } from "../models/nested/model.ts";
import type { TlbiReturn } from "../models/nested/events.ts";
import { formatLeaf } from "../models/stage2/leaf.ts";
import { formatRange } from "../models/stage2/format.ts";
import { property } from "../src/scenario/property.ts";

function left({ vmid, range, named }: TlbiReturn): string | null {
  for (const { mmu, leaf } of named) {
    const isDue = mmu.valid && !mmu.pending_unmap && (vmid === null || mmu.vmid === vmid);
    if (isDue && (mmu.leaves.includes(leaf) || mmu.stale.includes(leaf))) {
      return `${mmu.label}: ${formatLeaf(leaf)} was there before L1's TLBI for ${formatRange(range)}, and is still there`;
    }
  }
  return null;
}

export default property({
  name: "guest-tlbi",
  statement:
    "no leaf that was there when the handler of a TLBI of L1 began, and that the TLBI names, is left when it returns",
  model: nested,
  claim: { on: { tlbi_return: (_kvm, tlbi) => left(tlbi) } },
  exercised: ["a shadow leaf was mapped"],
});
