/**
 * P2. When a full unmap of m ends, nothing was mapped in m since it began and nobody else was emptying m: Rev(m) = ∅ ∧ ¬B(m), and
 * Dir(m) = ∅ where there is one.
 */
import type { FullUnmapReturn } from "../models/nested/events.ts";
import { nested } from "../models/nested/model.ts";
import type { Kvm } from "../models/nested/state.ts";
import { hex } from "../models/stage2/leaf.ts";
import { property } from "../src/scenario/property.ts";

function remains({ reverse_map, world }: Kvm, { mmu, alone }: FullUnmapReturn): string | null {
  if (!alone) {
    return null;
  }
  world.sometimes("a full unmap alone");
  if (reverse_map.broken(mmu)) {
    return `${mmu.label} was emptied, and its reverse map is still not to be relied on`;
  }
  const [entry] = reverse_map.entries(mmu);
  if (entry !== undefined) {
    return `${mmu.label} was emptied, and its reverse map still has an entry for canonical ${hex(entry.start)}`;
  }
  const [direct] = reverse_map.direct?.(mmu) ?? [];
  return direct === undefined
    ? null
    : `${mmu.label} was emptied, and its direct map still has an entry for nested ${hex(direct.start)}`;
}

export default property({
  name: "recovery",
  statement: "after a full unmap that nobody came into, the reverse map is empty and relied on again",
  model: nested,
  claim: { on: { full_unmap_return: remains } },
  exercised: ["a full unmap alone"],
});
