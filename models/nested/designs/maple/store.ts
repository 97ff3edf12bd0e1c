import type { Task } from "../../../../src/core/task.ts";
import {
  MA_STATE,
  mas_preallocate,
  mas_set_range,
  mas_store_gfp,
  mas_store_prealloc,
} from "../../../../src/kernel/maple_tree.ts";
import type { MapleTree, MaState } from "../../../../src/kernel/maple_tree.ts";
import { __GFP_ACCOUNT, GFP_KERNEL_ACCOUNT, GFP_NOWAIT } from "../../../../src/kernel/slab.ts";
import { NULL } from "../../../../src/kernel/xa_entry.ts";
import type { S2Mmu } from "../../mmu/s2-mmu.ts";
import { find_entry } from "./find.ts";
import { erase_leading_to, EVERYWHERE } from "./erase.ts";
import { is_mapped } from "../is-mapped.ts";
import type { Mapped } from "../is-mapped.ts";
import { revmap_lock, revmap_unlock } from "./lock.ts";
import type { MapleKnobs } from "./knobs.ts";
import type { RevmapFormat } from "./state.ts";

const GFP = { nowait: GFP_NOWAIT | __GFP_ACCOUNT, sleep: GFP_KERNEL_ACCOUNT } as const;

/** Whether a fault looks at what became of its leaf. Before the map there is nothing to look at, and nothing replaced. */
export const looksAfter = ({ replacedLeaf, recordOrder }: MapleKnobs): boolean =>
  replacedLeaf === "evict" && recordOrder !== "beforeMap";

/**
 * Records canonical → nested. What it overlaps becomes one UNKNOWN range with it, gaps included: the nested addresses are
 * not tracked any more. 0 or -ENOMEM.
 */
export function* store_revmap(map: RevmapFormat, mt: MapleTree, mmu: S2Mmu, mapped: Mapped): Task<number> {
  yield* revmap_lock(map.knobs, mt);
  let err = 0;
  if (!looksAfter(map.knobs)) {
    err = yield* store_spanning(map, mt, mapped);
  } else if (yield* is_mapped(mmu, mapped)) {
    if (mapped.replaced) {
      yield* erase_leading_to(map, mt, EVERYWHERE, { start: mapped.nested_ipa, size: mapped.size });
    }
    err = yield* store_spanning(map, mt, mapped);
  }
  yield* revmap_unlock(map.knobs, mt);
  return err;
}

function* store_spanning(map: RevmapFormat, mt: MapleTree, { canonical, nested_ipa, size }: Mapped): Task<number> {
  const last = canonical + size - 1;
  const word = map.encode(nested_ipa);
  const mas = MA_STATE(mt, canonical, last);
  let lo = canonical;
  let hi = last;
  let overlapped = 0;
  let identical = false;
  for (let entry = yield* find_entry(map, mas, last); entry !== NULL; entry = yield* find_entry(map, mas, last)) {
    overlapped++;
    identical = entry === word && mas.index === canonical && mas.last === last;
    lo = Math.min(lo, mas.index);
    hi = Math.max(hi, mas.last);
  }
  if (overlapped > 0 && map.knobs.overlapPolicy === "discardNew") {
    return 0;
  }
  if (identical && overlapped === 1 && map.knobs.overlapPolicy === "identicalIsNoop") {
    return 0;
  }
  mas_set_range(mas, lo, hi);
  return yield* store_entry(map, mas, overlapped === 0 ? word : map.encode(null));
}

/** Records nested → canonical. What was mapped at these nested addresses before is not any more: the store cuts it. */
export function* store_direct(map: RevmapFormat, mt: MapleTree, mmu: S2Mmu, mapped: Mapped): Task<number> {
  const { canonical, nested_ipa, size } = mapped;
  let err = 0;
  yield* revmap_lock(map.knobs, mt);
  if (!looksAfter(map.knobs) || (yield* is_mapped(mmu, mapped))) {
    err = yield* store_entry(map, MA_STATE(mt, nested_ipa, nested_ipa + size - 1), map.encode(canonical));
  }
  yield* revmap_unlock(map.knobs, mt);
  return err;
}

/** Over `[mas.index, mas.last]`. */
export function* store_entry({ knobs }: RevmapFormat, mas: MaState, entry: bigint): Task<number> {
  if (knobs.nodes === "inStore") {
    return yield* mas_store_gfp(mas.tree, mas.index, mas.last, entry, GFP[knobs.gfp]);
  }
  const err = yield* mas_preallocate(mas, entry, GFP[knobs.gfp]);
  if (err === 0) {
    yield* mas_store_prealloc(mas, entry);
  }
  return err;
}
