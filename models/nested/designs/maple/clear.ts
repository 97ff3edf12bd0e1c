import type { Task } from "../../../../src/core/task.ts";
import { WRITE_ONCE } from "../../../../src/kernel/cell.ts";
import { __mt_destroy } from "../../../../src/kernel/maple_tree.ts";
import type { MapleTree } from "../../../../src/kernel/maple_tree.ts";
import type { IpaRange } from "../../../stage2/interval.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import type { MapleKnobs } from "./knobs.ts";
import { revmap_lock, revmap_unlock } from "./lock.ts";
import { erase_direct, remove_nested } from "./remove.ts";
import { hasBrokenFlag } from "./state.ts";
import type { NestedRevmap } from "./state.ts";

/**
 * unmap_shadow, before the first chunk. The tree is emptied for what faults record from now on, and until the unmap ends it
 * does not know the leaves that are there. UNKNOWN ranges belong to no chunk, so they could not go any later.
 */
export function* begin_full_unmap(_kvm: Kvm, { revmap }: ShadowMmu<NestedRevmap>): Task {
  const { clearPoint } = revmap.knobs;
  revmap.full_unmaps++;
  if (clearPoint === "perChunk" || clearPoint === "atStart") {
    yield* clear_revmap(revmap);
    revmap.untracked = true;
  }
}

/**
 * unmap_shadow, after the last chunk. Of several unmaps in one shadow, the one that began last has taken out every leaf
 * that was there when the tree was emptied, so after the last to end it knows all there are.
 */
export function* end_full_unmap(_kvm: Kvm, { revmap }: ShadowMmu<NestedRevmap>): Task {
  revmap.full_unmaps--;
  if (revmap.full_unmaps === 0) {
    revmap.untracked = false;
  }
  if (revmap.knobs.clearPoint === "atEnd") {
    yield* clear_revmap(revmap);
  }
}

function* clear_revmap({ knobs, nested_revmap_mt, nested_direct_mt, nested_revmap_broken }: NestedRevmap): Task {
  yield* empty_tree(knobs, nested_revmap_mt);
  if (nested_direct_mt !== null) {
    yield* empty_tree(knobs, nested_direct_mt);
  }
  if (hasBrokenFlag(knobs)) {
    yield* WRITE_ONCE(nested_revmap_broken, false);
  }
}

export function* empty_tree(knobs: MapleKnobs, mt: MapleTree): Task {
  yield* revmap_lock(knobs, mt);
  yield* __mt_destroy(mt);
  yield* revmap_unlock(knobs, mt);
}

/** L1's TLBI by address, before its first chunk. */
export function* begin_tlbi(_kvm: Kvm, { revmap }: ShadowMmu<NestedRevmap>, range: IpaRange): Task {
  revmap.tlbis++;
  if (revmap.knobs.tlbiRemoval === "before") {
    yield* remove_nested(revmap, revmap.nested_revmap_mt, revmap.nested_direct_mt, range);
  }
}

/** After its last chunk. */
export function* end_tlbi(_kvm: Kvm, { revmap }: ShadowMmu<NestedRevmap>, range: IpaRange): Task {
  revmap.tlbis--;
  if (revmap.knobs.tlbiRemoval === "after") {
    yield* remove_nested(revmap, revmap.nested_revmap_mt, revmap.nested_direct_mt, range);
  }
}

/** Of any unmap, before mmu_lock may be dropped: what faults recorded since it was dropped last goes with its leaves. */
export function* end_chunk(_kvm: Kvm, { revmap }: ShadowMmu<NestedRevmap>, chunk: IpaRange): Task {
  const { knobs, tlbis, full_unmaps, nested_revmap_mt, nested_direct_mt } = revmap;
  if (full_unmaps > 0 && knobs.clearPoint === "perChunk") {
    yield* remove_nested(revmap, nested_revmap_mt, null, chunk);
    if (nested_direct_mt !== null) {
      yield* erase_direct(revmap, nested_direct_mt, chunk);
    }
  } else if (tlbis > 0 && knobs.tlbiRemoval === "perChunk") {
    yield* remove_nested(revmap, nested_revmap_mt, nested_direct_mt, chunk);
  }
}
