import type { Task } from "../../../../src/core/task.ts";
import {
  MA_STATE,
  mas_erase,
  mas_find,
  mas_preallocate,
  mas_set_range,
  mas_store_gfp,
  mas_store_prealloc,
} from "../../../../src/kernel/maple_tree.ts";
import type { MapleTree, MaState } from "../../../../src/kernel/maple_tree.ts";
import { __GFP_ACCOUNT, GFP_KERNEL_ACCOUNT, GFP_NOWAIT } from "../../../../src/kernel/slab.ts";
import { NULL } from "../../../../src/kernel/xa_entry.ts";
import { revmap_lock, revmap_unlock } from "./lock.ts";
import type { RevmapFormat } from "./state.ts";

const GFP = { nowait: GFP_NOWAIT | __GFP_ACCOUNT, sleep: GFP_KERNEL_ACCOUNT } as const;

/**
 * Records that canonical `[first, last]` is mapped at `nested`. What it overlaps becomes one UNKNOWN range with it, gaps
 * included: the nested addresses are not tracked any more. 0 or -ENOMEM.
 */
export function* store_revmap(
  map: RevmapFormat,
  mt: MapleTree,
  first: number,
  last: number,
  nested: number,
): Task<number> {
  const { knobs } = map;
  const word = map.encode(nested);
  let lo = first;
  let hi = last;
  let overlaps = 0;
  let identical = false;

  yield* revmap_lock(knobs, mt);
  const mas = MA_STATE(mt, first, last);
  for (let entry = yield* mas_find(mas, last); entry !== NULL; entry = yield* mas_find(mas, last)) {
    overlaps++;
    identical = entry === word && mas.index === first && mas.last === last;
    lo = Math.min(lo, mas.index);
    hi = Math.max(hi, mas.last);
  }
  let err = 0;
  if (overlaps !== 1 || !identical || knobs.overlapPolicy !== "identicalIsNoop") {
    mas_set_range(mas, lo, hi);
    err = yield* store_entry(map, mas, overlaps === 0 ? word : map.encode(null));
  }
  yield* revmap_unlock(knobs, mt);
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

/** Removes the entry at which `mas` is. Where that needs memory and gets none, the entry stays: more is unmapped, not less. */
export function* erase_entry({ knobs }: RevmapFormat, mas: MaState): Task {
  if (knobs.eraseAlloc === "mayFailSleep") {
    yield* mas_erase(mas);
  } else {
    yield* mas_store_gfp(mas.tree, mas.index, mas.last, NULL, GFP.nowait);
  }
}
