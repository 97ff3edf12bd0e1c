/**
 * MIN. At every release of mmu_lock that leaves no reader inside, for all shadows m: Rev(m) has no more entries than leaves
 * were mapped in m since its last full unmap began.
 */
import { nested } from "../models/nested/model.ts";
import type { Kvm } from "../models/nested/state.ts";
import { property } from "../src/scenario/property.ts";

function grown({ mmu_lock, nested_mmus, reverse_map, ghost }: Kvm, lock: unknown): string | null {
  if (lock !== mmu_lock || (mmu_lock.readers?.length ?? 0) > 1) {
    return null;
  }
  for (const mmu of nested_mmus) {
    const { length } = reverse_map.entries(mmu);
    const maps = ghost.mapsSinceClear(mmu);
    if (length > maps) {
      return `the reverse map of ${mmu.label} has ${length} entries after ${maps} maps`;
    }
  }
  return null;
}

export default property({
  name: "no-growth",
  statement: "a reverse map has no more entries than leaves were mapped since the shadow was emptied",
  model: nested,
  claim: { on: { unlock: grown } },
  exercised: ["a shadow leaf was mapped"],
});
