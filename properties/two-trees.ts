/**
 * C2. At every release of mmu_lock that leaves no reader inside, for all m with a second tree Dir(m), unless B(m) or an allocation
 * failed since m was emptied: for each Precise(k → n) of Rev(m), page by page, Dir(m) maps n to k; and what Dir(m) maps n → c
 * is in Rev(m): UNKNOWN, or Precise(k → n') with n' - k = n - c.
 */
import { nested } from "../models/nested/model.ts";
import type { Kvm } from "../models/nested/state.ts";
import type { ReverseEntry } from "../models/stage2/coverage.ts";
import { overlaps } from "../models/stage2/interval.ts";
import { hex } from "../models/stage2/leaf.ts";
import { property } from "../src/scenario/property.ts";

/** What leads from a page where, of entries that may each lead from several. */
const leadsTo = (entries: readonly ReverseEntry[], from: number, to: number): boolean =>
  entries.some(
    ({ start, size, nested: target }) =>
      overlaps(start, size, { start: from, size: 1 }) && (target === null || target - start === to - from),
  );

/** The first page of an entry that the other tree does not lead back from: [from, to], or null. */
function oneWay(
  entries: readonly ReverseEntry[],
  back: readonly ReverseEntry[],
  page: number,
): readonly [number, number] | null {
  for (const { start, size, nested: target } of entries) {
    const end = target === null ? 0 : size;
    for (let i = 0; i < end; i += page) {
      if (!leadsTo(back, target! + i, start + i)) {
        return [start + i, target! + i];
      }
    }
  }
  return null;
}

function inconsistent(kvm: Kvm, lock: unknown): string | null {
  const { mmu_lock, reverse_map, ghost, geometry, world } = kvm;
  if (lock !== mmu_lock || reverse_map.direct === undefined || (mmu_lock.readers?.length ?? 0) > 1) {
    return null;
  }
  for (const mmu of kvm.nested_mmus) {
    if (reverse_map.broken(mmu) || ghost.ranOut(mmu)) {
      continue;
    }
    const [rev, dir] = [reverse_map.entries(mmu), reverse_map.direct(mmu)];
    if (rev.length > 0 && dir.length > 0) {
      world.sometimes("both trees of a shadow have entries");
    }
    const forth = oneWay(rev, dir, geometry.page);
    if (forth !== null) {
      return `${mmu.label}: canonical ${hex(forth[0])} leads to nested ${hex(forth[1])}, and the direct map not back`;
    }
    const back = oneWay(dir, rev, geometry.page);
    if (back !== null) {
      return `${mmu.label}: the direct map leads from nested ${hex(back[0])} to canonical ${hex(back[1])}, which knows nothing of it`;
    }
  }
  return null;
}

export default property({
  name: "two-trees",
  statement: "where a design has a direct map as well, the two trees say the same",
  model: nested,
  claim: { on: { unlock: inconsistent } },
  exercised: ["a shadow leaf was mapped"],
});
