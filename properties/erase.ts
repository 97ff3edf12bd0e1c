/**
 * ERASE. Where an allocation fails in a section of mmu_lock W, which is where trackers are taken from and nothing is mapped: if C
 * held before the section, it holds at its end. What could not be taken out is a superset, and nothing else is lost.
 */
import { nested } from "../models/nested/model.ts";
import type { Kvm } from "../models/nested/state.ts";
import { uncovered } from "../models/stage2/coverage.ts";
import { property } from "../src/scenario/property.ts";

function lostByFailure(kvm: Kvm, lock: unknown): string | null {
  const { mmu_lock, allocator, ghost, world } = kvm;
  if (lock !== mmu_lock || !allocator.canFail) {
    return null;
  }
  const { failures } = allocator;
  const hole = failures === 0 && ghost.failuresAtUnlock === 0 ? null : firstHole(kvm);
  const before = { failures: ghost.failuresAtUnlock, covered: ghost.coveredAtUnlock };
  ghost.failuresAtUnlock = failures;
  ghost.coveredAtUnlock = hole === null;
  if (mmu_lock.writer === null || failures === before.failures) {
    return null;
  }
  world.sometimes("an allocation failed under mmu_lock W");
  return hole === null || !before.covered ? null : `after an allocation that failed in an unmap, ${hole}`;
}

function firstHole({ nested_mmus, reverse_map }: Kvm): string | null {
  for (const mmu of nested_mmus) {
    const hole =
      mmu.leaves.length === 0 || reverse_map.broken(mmu) ? null : uncovered(mmu.leaves, reverse_map.entries(mmu));
    if (hole !== null) {
      return `${mmu.label}: ${hole}`;
    }
  }
  return null;
}

export default property({
  name: "erase",
  statement: "an entry that cannot be taken out for want of memory stays, and no other is lost by it",
  model: nested,
  claim: { on: { unlock: lostByFailure } },
  exercised: ["an allocation failed under mmu_lock W"],
});
