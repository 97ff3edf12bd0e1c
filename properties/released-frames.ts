/**
 * TLB. Let frame f be released at τ. At τ and whenever a leaf is mapped after it: for every table, whatever context it belongs to, and
 * whether or not its slot is valid, neither an entry of the table nor an entry of any TLB under its VMID reaches f.
 */
import { nested } from "../models/nested/model.ts";
import type { S2Mmu } from "../models/nested/mmu/s2-mmu.ts";
import type { Kvm } from "../models/nested/state.ts";
import { formatLeaf, hex, type Leaf } from "../models/stage2/leaf.ts";
import { property } from "../src/scenario/property.ts";

function reached({ mmu: canonical, nested_mmus, tlbs }: Kvm, frame: number): string | null {
  const reaches = ({ pa, len }: Leaf): boolean => pa <= frame && frame < pa + len;
  const told = (mmu: S2Mmu, leaf: Leaf, where: string): string =>
    `frame ${hex(frame)} is released, and ${where} of ${mmu.label} reaches it: ${formatLeaf(leaf)}`;
  for (const mmu of [canonical, ...nested_mmus]) {
    const present = mmu.leaves.find(reaches);
    const found = present ?? mmu.stale.find(reaches);
    if (found !== undefined) {
      return told(mmu, found, present === undefined ? "a TLB entry" : "a leaf");
    }
  }
  const entry = tlbs?.entries.find(({ leaf }) => reaches(leaf));
  return entry === undefined ? null : told(entry.mmu, entry.leaf, `an entry in the TLB of CPU ${entry.cpu}`);
}

function mapped(kvm: Kvm, { pa, len }: Leaf): string | null {
  for (let frame = pa; frame < pa + len; frame++) {
    if (kvm.host.ownerOf(frame) < 0) {
      return reached(kvm, frame);
    }
  }
  return null;
}

export default property({
  name: "released-frames",
  statement: "no frame of the host is reached after its release through any table, nor through the TLB of any VMID",
  model: nested,
  claim: {
    on: { frame_released: reached, map_commit: (kvm, { leaf }) => mapped(kvm, leaf) },
  },
  exercised: ["a notifier hit a shadow leaf"],
});
