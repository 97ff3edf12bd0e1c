import type { Task } from "../../../../src/core/task.ts";
import { READ_ONCE } from "../../../../src/kernel/cell.ts";
import { MA_STATE } from "../../../../src/kernel/maple_tree.ts";
import type { MapleTree } from "../../../../src/kernel/maple_tree.ts";
import { NULL } from "../../../../src/kernel/xa_entry.ts";
import { endOf, type IpaRange } from "../../../stage2/interval.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import { kvm_stage2_unmap_range, unmap_shadow } from "../../mmu/unmap.ts";
import { find_entry } from "./find.ts";
import { erase_entry } from "./erase.ts";
import { revmap_lock, revmap_unlock } from "./lock.ts";
import { indexOf, is_indexed } from "./mmu-index.ts";
import { erase_direct } from "./remove.ts";
import { hasBrokenFlag } from "./state.ts";
import type { NestedRevmap, RevmapFormat } from "./state.ts";

/** Whether the tree cannot be relied on; mmu_lock W. */
function* is_broken({ revmap }: ShadowMmu<NestedRevmap>): Task<boolean> {
  const { knobs, untracked, nested_revmap_broken } = revmap;
  if (untracked && knobs.untracked === "broken") {
    return true;
  }
  return hasBrokenFlag(knobs) && (yield* READ_ONCE(nested_revmap_broken));
}

/** Stands for the full unmap of one shadow: what the tree leads to, or everything where it does not know. */
export function* unmap_by_revmap(kvm: Kvm, mmu: ShadowMmu<NestedRevmap>, range: IpaRange, may_block: boolean): Task {
  const { revmap } = mmu;
  const index = indexOf(mmu);
  if (index !== null && !(yield* is_indexed(index, mmu, range))) {
    return;
  }
  const known =
    !(yield* is_broken(mmu)) &&
    (yield* unmap_entries(kvm, mmu, revmap, revmap.nested_revmap_mt, range, may_block, revmap.nested_direct_mt));
  if (!known) {
    yield* unmap_shadow(kvm, mmu, may_block);
  }
}

/**
 * Unmaps the nested range of each entry that overlaps `range`, whole, and removes the entry; false at the first that is
 * UNKNOWN. No leaf is longer than a chunk, so mmu_lock is not dropped in here; ma_lock is, around each unmap.
 */
export function* unmap_entries(
  kvm: Kvm,
  mmu: ShadowMmu,
  map: RevmapFormat,
  mt: MapleTree,
  range: IpaRange,
  may_block: boolean,
  direct: MapleTree | null = null,
): Task<boolean> {
  const last = endOf(range) - 1;
  const mas = MA_STATE(mt, range.start, last);
  let known = true;
  yield* revmap_lock(map.knobs, mt);
  let entry = yield* find_entry(map, mas, last);
  while (entry !== NULL) {
    const nested = map.decode(entry);
    if (nested === null) {
      known = false;
      break;
    }
    const size = mas.last - mas.index + 1;
    yield* revmap_unlock(map.knobs, mt);
    yield* kvm_stage2_unmap_range(kvm, mmu, nested, size, may_block);
    if (direct !== null) {
      yield* erase_direct(map, direct, { start: nested, size });
    }
    yield* revmap_lock(map.knobs, mt);
    yield* erase_entry(map, mas);
    entry = yield* find_entry(map, mas, last);
  }
  yield* revmap_unlock(map.knobs, mt);
  return known;
}
