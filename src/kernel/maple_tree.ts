import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { Op } from "../core/op.ts";
import type { Task } from "../core/task.ts";
import { EINVAL, ENOMEM } from "./errno.ts";
import { callText } from "./maple_call.ts";
import type { Call } from "./maple_call.ts";
import { insertError, storeError } from "./maple_rules.ts";
import { INDICES, MaState } from "./maple_state.ts";
import type { MapleTree } from "./maple_state.ts";
import { allocNodes, publish, wrWalk } from "./maple_writes.ts";
import { EMPTY, findFrom, storeRange } from "./range_map.ts";
import type { RangeMap } from "./range_map.ts";
import { GFP_KERNEL, GFP_NOWAIT, gfpflags_allow_blocking } from "./slab.ts";
import { spin_lock, spin_unlock } from "./spinlock.ts";
import { NULL } from "./xa_entry.ts";

/**
 * The maple tree API (lib/maple_tree.c, 7.3.4) as steps: mas_* functions want ma_lock held, mtree_* functions take it. NULL
 * is 0n. Left out: nodes as such (whether a store needs memory is a choice), external locks, allocation ranges.
 */
export { MA_STATE, MapleTree, mas_set, mas_set_range, MT_FLAGS_ALLOC_RANGE, MT_FLAGS_USE_RCU } from "./maple_state.ts";
export type { MaState } from "./maple_state.ts";
export { mas_find, mas_walk, mtree_load } from "./maple_reads.ts";
export { mas_preallocate } from "./maple_writes.ts";

export function mtree_lock(tree: MapleTree): Op<void> {
  return spin_lock(tree.ma_lock);
}

export function mtree_unlock(tree: MapleTree): Op<void> {
  return spin_unlock(tree.ma_lock);
}

/**
 * Whether a store lacks nodes. The first attempt never sleeps, whatever flags the caller gave; it can fail only where the
 * scenario lets allocations fail, so elsewhere it is no step.
 */
function* lacksNodes(tree: MapleTree): Task<boolean> {
  return tree.allocator.canFail && (yield* allocNodes(tree, GFP_NOWAIT)) !== 0;
}

/**
 * mas_nomem: true if there are nodes now and the operation is to be tried again. If the flags allow it to sleep, it drops
 * ma_lock for that and takes it again, whether or not the caller holds it.
 */
function* mas_nomem(tree: MapleTree, gfp: number): Task<boolean> {
  if (!gfpflags_allow_blocking(gfp)) {
    return false;
  }
  yield* spin_unlock(tree.ma_lock);
  const error = yield* allocNodes(tree, gfp);
  yield* spin_lock(tree.ma_lock);
  return error === 0;
}

type Refuse = (map: RangeMap<number>, call: Call) => number;

/** Loads, gets nodes, publishes; `refuse` may turn it down with an error once the tree is known. */
function* change(tree: MapleTree, call: Call, gfp: number, refuse: Refuse | null): Task<number> {
  let hasNodes = false;
  for (;;) {
    const map = yield* wrWalk(tree, call);
    const error = refuse === null ? 0 : refuse(map, call);
    if (error !== 0) {
      return error;
    }
    if (hasNodes || !(yield* lacksNodes(tree))) {
      return yield* publish(tree, storeRange(INDICES, map, call.first, call.last, call.entry ?? NULL), call);
    }
    if (!(yield* mas_nomem(tree, gfp))) {
      return -ENOMEM;
    }
    hasNodes = true;
  }
}

const refuseInsert: Refuse = (map, { first, last }) => insertError(INDICES, map, first, last);

/**
 * Stores `entry` over `[first, last]`, cutting what is there; NULL erases. 0, or -ENOMEM with the tree unchanged. ma_lock must
 * be held, and is dropped and taken again if memory is short and `gfp` allows it to sleep.
 */
export function* mas_store_gfp(tree: MapleTree, first: number, last: number, entry: bigint, gfp: number): Task<number> {
  return yield* change(tree, { name: "mas_store_gfp", first, last, entry }, gfp, null);
}

/** Stores `entry` over `[mas.index, mas.last]` with the nodes of mas_preallocate: cannot fail. */
export function* mas_store_prealloc(mas: MaState, entry: bigint): Task {
  const { tree, index: first, last } = mas;
  const call: Call = { name: "mas_store_prealloc", first, last, entry };
  if (mas.nodes === null) {
    tree.ma_root.world.fail(ENGINE_CLAIMS.warning, `${callText(tree, call)} without mas_preallocate`);
  }
  const map = yield* wrWalk(tree, call);
  yield* publish(tree, storeRange(INDICES, map, first, last, entry), call);
  mas_destroy(mas);
}

/**
 * Stores `entry` over `[mas.index, mas.last]`. The range of one entry is overwritten in place and needs no node; anything else
 * is tried with what memory there is at once, and left as it was if there is none.
 */
export function* mas_store(mas: MaState, entry: bigint): Task {
  const { tree, index: first, last } = mas;
  const call: Call = { name: "mas_store", first, last, entry };
  const map = yield* wrWalk(tree, call);
  const inPlace = map.some((range) => range.first === first && range.last === last);
  if (inPlace || !(yield* lacksNodes(tree))) {
    yield* publish(tree, storeRange(INDICES, map, first, last, entry), call);
  }
}

/** Gives back nodes that were allocated and not used. Takes no step. */
export function mas_destroy(mas: MaState): void {
  if (mas.nodes !== null) {
    mas.nodes.freed = true;
    mas.tree.ma_root.world.allocations.delete(mas.nodes);
    mas.nodes = null;
  }
}

/**
 * Removes the whole range that holds `mas.index` and returns its entry, or NULL. It may need a node, and then drops ma_lock
 * and sleeps. Safe on the range that mas_find has just found.
 */
export function* mas_erase(mas: MaState): Task<bigint> {
  return yield* erase(mas, "mas_erase");
}

function* erase(mas: MaState, name: string): Task<bigint> {
  const { tree, index } = mas;
  let hasNodes = false;
  for (;;) {
    const map = yield* wrWalk(tree, { name, first: index, last: index });
    const range = findFrom(map, index, index);
    if (range === null) {
      return NULL;
    }
    mas.index = range.first;
    mas.last = range.last;
    mas.active = true;
    if (hasNodes || !(yield* lacksNodes(tree))) {
      const { first, last } = range;
      yield* publish(tree, storeRange(INDICES, map, first, last, NULL), { name, first, last });
      return range.entry;
    }
    hasNodes = yield* mas_nomem(tree, GFP_KERNEL);
  }
}

/** 0, -ENOMEM, or -EINVAL for a reserved entry or `first > last`. */
export function* mtree_store_range(
  tree: MapleTree,
  first: number,
  last: number,
  entry: bigint,
  gfp: number,
): Task<number> {
  return yield* lockedChange(tree, { name: "mtree_store_range", first, last, entry }, gfp, null);
}

/** As mtree_store_range, but -EEXIST if anything is stored there. */
export function* mtree_insert_range(
  tree: MapleTree,
  first: number,
  last: number,
  entry: bigint,
  gfp: number,
): Task<number> {
  return yield* lockedChange(tree, { name: "mtree_insert_range", first, last, entry }, gfp, refuseInsert);
}

function* lockedChange(tree: MapleTree, call: Call, gfp: number, refuse: Refuse | null): Task<number> {
  if (storeError(call.first, call.last, call.entry ?? NULL) !== 0) {
    return -EINVAL;
  }
  yield* mtree_lock(tree);
  const error = yield* change(tree, call, gfp, refuse);
  yield* mtree_unlock(tree);
  return error;
}

/** Removes the whole range that holds `index` and returns its entry, or NULL. May sleep. */
export function* mtree_erase(tree: MapleTree, index: number): Task<bigint> {
  yield* mtree_lock(tree);
  const entry = yield* erase(new MaState(tree, index, index), "mtree_erase");
  yield* mtree_unlock(tree);
  return entry;
}

/** Empties the tree; ma_lock must be held. */
export function __mt_destroy(tree: MapleTree): Op<0> {
  return publish(tree, EMPTY, { name: "__mt_destroy", first: INDICES.zero, last: INDICES.max });
}

export function* mtree_destroy(tree: MapleTree): Task {
  yield* mtree_lock(tree);
  yield* __mt_destroy(tree);
  yield* mtree_unlock(tree);
}
