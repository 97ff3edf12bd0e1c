import type { Task } from "../../../../src/core/task.ts";
import { READ_ONCE, read_plain } from "../../../../src/kernel/cell.ts";
import type { IpaRange } from "../../../stage2/interval.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import { kvm_stage2_unmap_range, unmap_shadow } from "../../unmap.ts";
import { headsOf } from "./state.ts";
import type { LinkedLeaves } from "./state.ts";

/** Every shadow in the lists of the range, and those whose leaves are not all in lists. An empty head takes no step. */
export function* shadows_reached(kvm: Kvm, range: IpaRange): Task<ReadonlySet<ShadowMmu>> {
  const found = new Set<ShadowMmu>();
  for (const head of headsOf(kvm).over(range)) {
    if (head.list.peek.links.length > 0) {
      const { links } = yield* read_plain(head.list);
      links.forEach(({ mmu }) => found.add(mmu));
    }
  }
  for (const mmu of kvm.nested_mmus as readonly ShadowMmu<LinkedLeaves>[]) {
    if (mmu.valid && (isUnknownIn(kvm, range) || (yield* READ_ONCE(mmu.revmap.unlinked_leaves)) > 0)) {
      found.add(mmu);
    }
  }
  return found;
}

/** Each leaf in the lists of the range goes, alone; mmu_lock W. No leaf is longer than a chunk, so the lock is not dropped. */
export function* unmap_linked(kvm: Kvm, mmu: ShadowMmu<LinkedLeaves>, range: IpaRange, may_block: boolean): Task {
  if ((yield* READ_ONCE(mmu.revmap.unlinked_leaves)) > 0 || isUnknownIn(kvm, range)) {
    yield* unmap_shadow(kvm, mmu, may_block);
    return;
  }
  for (const head of headsOf(kvm).over(range)) {
    const { links } = head.list.peek;
    for (const link of links) {
      if (link.mmu === mmu) {
        yield* kvm_stage2_unmap_range(kvm, mmu, link.nested, link.size, may_block);
      }
    }
  }
}

/** `aliases: unknown`: heads that know not all; they never forget that. */
const isUnknownIn = (kvm: Kvm, range: IpaRange): boolean =>
  headsOf(kvm)
    .over(range)
    .some((head) => head.unknown.peek);
