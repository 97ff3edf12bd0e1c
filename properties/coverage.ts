/**
 * C. At every release of mmu_lock that leaves no reader inside, for all shadows m and all l in Leaf(m): B(m), or a chain of
 * entries of Rev(m) covers [l.c, l.c + len), each of them UNKNOWN or Precise(k → n') with n' - k = l.n - l.c.
 */
import { nested } from "../models/nested/model.ts";
import type { Kvm } from "../models/nested/state.ts";
import { uncovered } from "../models/stage2/coverage.ts";
import { property } from "../src/scenario/property.ts";

function holes(kvm: Kvm, lock: unknown): string | null {
  const { mmu_lock, reverse_map } = kvm;
  if (lock !== mmu_lock || (mmu_lock.readers?.length ?? 0) > 1) {
    return null;
  }
  for (const mmu of kvm.nested_mmus) {
    if (mmu.leaves.length > 0 && !reverse_map.broken(mmu)) {
      const leaf = uncovered(mmu.leaves, reverse_map.entries(mmu));
      if (leaf !== null) {
        return `${mmu.label}: ${leaf}`;
      }
    }
  }
  return null;
}

export default property({
  name: "coverage",
  statement: "whenever mmu_lock is free, the reverse map leads to every shadow leaf or says that it does not know",
  model: nested,
  claim: { on: { unlock: holes } },
  exercised: ["a shadow leaf was mapped"],
});
