/**
 * TAG. Whatever leaf l of shadow m, or of a TLB under its VMID, an access of vCPU v goes through: when l was mapped, m had the
 * tags that v looks for: the same VTTBR with stage-2 on, or the same VMID with stage-2 off. When v enters L2 on m, that is so of all
 * leaves of m.
 */
import type { Observe } from "../models/nested/events.ts";
import { contextName } from "../models/nested/spec/ghost.ts";
import { nested } from "../models/nested/model.ts";
import { ShadowMmu } from "../models/nested/mmu/s2-mmu.ts";
import type { Kvm, Vcpu } from "../models/nested/state.ts";
import { formatLeaf } from "../models/stage2/leaf.ts";
import { property } from "../src/scenario/property.ts";

/** Before L2 runs on a shadow, all of the context before has gone. */
function foreignIn({ ghost }: Kvm, { vcpu, mmu }: { readonly vcpu: Vcpu; readonly mmu: ShadowMmu }): string | null {
  const { stage2, vttbr, vmid } = vcpu.context;
  const own = contextName(stage2, vttbr, vmid);
  const old = mmu.leaves.find(({ n }) => ghost.contextAt(mmu, n) !== own);
  return old === undefined
    ? null
    : `L2 of ${own} enters on ${mmu.label} with ${formatLeaf(old)}, which was mapped for ${ghost.contextAt(mmu, old.n)}`;
}

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
  claim: { on: { L2_enter: foreignIn, L2_observe: foreign } },
  exercised: ["shadow recycled", "a shadow leaf was mapped"],
});
