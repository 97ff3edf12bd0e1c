/**
 * B-mono. B(m) turns true under mmu_lock R or W. It turns false only in a section of mmu_lock W, at whose end every leaf of m
 * is covered as in C; with Leaf(m) = ∅ that is so.
 */
import { nested } from "../models/nested/model.ts";
import type { Kvm } from "../models/nested/state.ts";
import { uncovered } from "../models/stage2/coverage.ts";
import { property } from "../src/scenario/property.ts";

function resetTooEarly({ mmu_lock, nested_mmus, reverse_map, ghost, world }: Kvm, lock: unknown): string | null {
  if (lock !== mmu_lock) {
    return null;
  }
  for (const mmu of nested_mmus) {
    const isBroken = reverse_map.broken(mmu);
    if (!ghost.wasBroken(mmu, isBroken) || isBroken) {
      continue;
    }
    world.sometimes("a broken map is good again");
    const leaf = uncovered(mmu.leaves, reverse_map.entries(mmu));
    if (mmu_lock.writer === null || leaf !== null) {
      const why = leaf ?? "mmu_lock is not held for write";
      return `the reverse map of ${mmu.label} counts as good again: ${why}`;
    }
  }
  return null;
}

export default property({
  name: "broken-flag",
  statement:
    "a reverse map that is not to be relied on becomes reliable only under mmu_lock W, once it knows every leaf",
  model: nested,
  claim: { on: { unlock: resetTooEarly } },
  exercised: ["a shadow leaf was mapped", "lock dropped between chunks"],
});
