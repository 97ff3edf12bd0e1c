/**
 * ERASE. Where an allocation fails in a section of mmu_lock W, which is where trackers are taken from and nothing is mapped: a map
 * that was relied on before the section and had every leaf covered, as in C, has so at its end, or is not relied on any more.
 * What could not be taken out is a superset, and nothing else is lost.
 */
import { nested } from "../models/nested/model.ts";
import type { ShadowMmu } from "../models/nested/mmu/s2-mmu.ts";
import type { Kvm } from "../models/nested/state.ts";
import { uncovered } from "../models/stage2/coverage.ts";
import { property } from "../src/scenario/property.ts";

function lostByFailure(kvm: Kvm, lock: unknown): string | null {
  const { mmu_lock, allocator, ghost, world } = kvm;
  if (lock !== mmu_lock || !allocator.canFail) {
    return null;
  }
  const before = ghost.atUnlock;
  const isNow = mmu_lock.writer !== null && allocator.failures !== before.failures;
  const holes = before.failures === 0 ? null : kvm.nested_mmus.map((mmu) => holeIn(kvm, mmu));
  ghost.atUnlock = { failures: allocator.failures, covered: holes?.map((hole) => hole === "") ?? [] };
  if (!isNow || holes === null) {
    return null;
  }
  world.sometimes("an allocation failed under mmu_lock W");
  const lost = holes.findIndex((hole, at) => hole !== null && hole !== "" && before.covered[at] === true);
  return lost < 0
    ? null
    : `after an allocation that failed in an unmap, ${kvm.nested_mmus[lost]!.label}: ${holes[lost]!}`;
}

/** The first leaf that is not covered; empty if all are, null if the map is not relied on. */
const holeIn = ({ reverse_map }: Kvm, mmu: ShadowMmu): string | null =>
  reverse_map.broken(mmu) ? null : (uncovered(mmu.leaves, reverse_map.entries(mmu)) ?? "");

export default property({
  name: "erase",
  statement: "an entry that cannot be taken out for want of memory stays, and no other is lost by it",
  model: nested,
  claim: { on: { unlock: lostByFailure } },
  exercised: ["a notifier hit a shadow leaf"],
});
