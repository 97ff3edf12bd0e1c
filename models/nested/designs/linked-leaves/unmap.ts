import type { Task } from "../../../../src/core/task.ts";
import { READ_ONCE, read_plain } from "../../../../src/kernel/cell.ts";
import { alignDown, endOf, type IpaRange } from "../../../stage2/interval.ts";
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

/**
 * The leaves in the lists of the range go, and no others; mmu_lock W. Leaves side by side go in one walk, if one chunk has
 * them all: a longer walk may drop the lock, and what is there after that was in no list.
 */
export function* unmap_linked(kvm: Kvm, mmu: ShadowMmu<LinkedLeaves>, range: IpaRange, may_block: boolean): Task {
  const { knobs, unlinked_leaves } = mmu.revmap;
  if ((yield* READ_ONCE(unlinked_leaves)) > 0 || isUnknownIn(kvm, range)) {
    yield* unmap_shadow(kvm, mmu, may_block);
    return;
  }
  let run: IpaRange | null = null;
  for (const head of headsOf(kvm).over(range)) {
    for (const { mmu: owner, nested, size } of head.list.peek.links) {
      if (owner === mmu) {
        const longer: IpaRange | null = run === null ? null : joined(run, nested, size, kvm.geometry.chunk);
        if (longer === null || knobs.walk === "leaf") {
          yield* unmap_run(kvm, mmu, run, may_block);
        }
        run = longer === null || knobs.walk === "leaf" ? { start: nested, size } : longer;
      }
    }
  }
  yield* unmap_run(kvm, mmu, run, may_block);
}

/** Both, if they are neighbours in one chunk; lists begin with what came last, so a neighbour may be below. */
function joined(run: IpaRange, nested: number, size: number, chunk: number): IpaRange | null {
  const start = Math.min(run.start, nested);
  const isNext = nested === endOf(run) || nested + size === run.start;
  const all = { start, size: run.size + size };
  return isNext && alignDown(start, chunk) === alignDown(endOf(all) - 1, chunk) ? all : null;
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
