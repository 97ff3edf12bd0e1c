/**
 * TAG. Whatever leaf l of shadow m, or of a TLB under its VMID, an access of vCPU v goes through: when l was mapped, m had the
 * tags that v looks for: the same VTTBR with stage-2 on, or the same VMID with stage-2 off.
 */
import type { Observe } from "../models/nested/events.ts";
import { contextName } from "../models/nested/spec/ghost.ts";
import { nested } from "../models/nested/model.ts";
import { ShadowMmu } from "../models/nested/mmu/s2-mmu.ts";
import type { Kvm } from "../models/nested/state.ts";
import { formatLeaf } from "../models/stage2/leaf.ts";
import { property } from "../src/scenario/property.ts";

function foreign({ ghost }: Kvm, { vcpu, mmu, leaf }: Observe): string | null {
  if (!(mmu instanceof ShadowMmu)) {
    return null;
  }
  const { stage2, vttbr, vmid } = vcpu.context;
  const own = contextName(stage2, vttbr, vmid);
  const mapped = ghost.contextAt(mmu, leaf.n);
  return mapped === own ? null : `L2 of ${own} goes through ${formatLeaf(leaf)}, which was mapped for ${mapped}`;
}

export default property({
  name: "tag",
  statement: "L2 never runs on a leaf that was mapped for another context",
  model: nested,
  claim: { on: { L2_observe: foreign } },
  exercised: ["shadow recycled", "a shadow leaf was mapped"],
});
