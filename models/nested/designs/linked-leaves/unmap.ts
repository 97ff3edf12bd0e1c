import type { Task } from "../../../../src/core/task.ts";
import { READ_ONCE, read_plain, WRITE_ONCE, xchg } from "../../../../src/kernel/cell.ts";
import { alignDown, endOf, type IpaRange } from "../../../stage2/interval.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import { kvm_stage2_unmap_range, unmap_shadow } from "../../mmu/unmap.ts";
import { headsOf } from "./state.ts";
import type { LinkedLeaves } from "./state.ts";

/**
 * Leaves without links that faults replaced do not count any more; mmu_lock W. Under R the count is only raised, so that the
 * lists are relied on again at one point: where nobody is in the middle of a fault. Nothing to settle takes no step.
 */
export function* settle_replaced(_kvm: Kvm, { revmap }: ShadowMmu<LinkedLeaves>): Task {
  const { unlinked_leaves, replaced_leaves } = revmap;
  if (replaced_leaves.peek > 0) {
    const replaced = yield* xchg(replaced_leaves, 0);
    yield* WRITE_ONCE(unlinked_leaves, (yield* READ_ONCE(unlinked_leaves)) - replaced);
  }
}

function* lacks_links(kvm: Kvm, mmu: ShadowMmu<LinkedLeaves>): Task<boolean> {
  yield* settle_replaced(kvm, mmu);
  return (yield* READ_ONCE(mmu.revmap.unlinked_leaves)) > 0;
}

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
    if (mmu.valid && (isUnknownIn(kvm, range) || (yield* lacks_links(kvm, mmu)))) {
      found.add(mmu);
    }
  }
  return found;
}

/**
 * The leaves in the lists of the range go, and no others; mmu_lock W. Leaves side by side of pages that are mapped once go in
 * one walk, if one chunk has them all: a longer walk may drop the lock, and what is there after that was in no list.
 */
export function* unmap_linked(kvm: Kvm, mmu: ShadowMmu<LinkedLeaves>, range: IpaRange, may_block: boolean): Task {
  if ((yield* lacks_links(kvm, mmu)) || isUnknownIn(kvm, range)) {
    yield* unmap_shadow(kvm, mmu, may_block);
    return;
  }
  let run: IpaRange | null = null;
  for (const head of headsOf(kvm).over(range)) {
    const { links } = head.list.peek;
    for (const { mmu: owner, nested, size } of links) {
      if (owner === mmu && run !== null && links.length === 1 && continues(mmu, run, nested, size)) {
        run = { start: run.start, size: run.size + size };
      } else if (owner === mmu) {
        yield* unmap_run(kvm, mmu, run, may_block);
        run = { start: nested, size };
      }
    }
  }
  yield* unmap_run(kvm, mmu, run, may_block);
}

function continues({ kvm, revmap }: ShadowMmu<LinkedLeaves>, run: IpaRange, nested: number, size: number): boolean {
  const { chunk } = kvm.geometry;
  const isNext = nested === endOf(run) && alignDown(run.start, chunk) === alignDown(nested + size - 1, chunk);
  return isNext && revmap.knobs.walk === "run";
}

function* unmap_run(kvm: Kvm, mmu: ShadowMmu, run: IpaRange | null, may_block: boolean): Task {
  if (run !== null) {
    yield* kvm_stage2_unmap_range(kvm, mmu, run.start, run.size, may_block);
  }
}

/** `aliases: unknown`: heads that know not all; they never forget that. */
const isUnknownIn = (kvm: Kvm, range: IpaRange): boolean =>
  headsOf(kvm)
    .over(range)
    .some((head) => head.unknown.peek);
