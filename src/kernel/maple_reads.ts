import { touch } from "../core/lifetime.ts";
import { ACQUIRE, Op, READ } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import { checkLocked, hex, span, word } from "./maple_call.ts";
import { load, next } from "./maple_rules.ts";
import { INDICES } from "./maple_state.ts";
import type { MapleRoot, MapleTree, MaState } from "./maple_state.ts";
import { findFrom, walk } from "./range_map.ts";
import type { Range } from "./range_map.ts";
import { NULL } from "./xa_entry.ts";

/** What a search of one step looks for, and what it found. */
interface Search {
  readonly mas: MaState;
  readonly max: number;
  found: Range<number> | null;
}

const FIND: OpKind = {
  name: "mas_find",
  access: READ | ACQUIRE,
  ready: null,
  perform(op, task) {
    const search = op.a as Search;
    const { mas, max } = search;
    const map = checkLocked(op, task, false).peek;
    const found = mas.active ? next(INDICES, map, mas.last, max) : findFrom(map, mas.index, max);
    search.found = found ?? { first: max, last: max, entry: NULL };
    return visit(mas, search.found);
  },
  describe(op) {
    const { max, found } = op.a as Search;
    return `mas_find(${op.object.label}, ${hex(max)})${foundText(found)}`;
  },
};

const WALK: OpKind = {
  name: "mas_walk",
  access: READ | ACQUIRE,
  ready: null,
  perform(op, task) {
    const search = op.a as Search;
    search.found = walk(INDICES, checkLocked(op, task, false).peek, search.mas.index);
    return visit(search.mas, search.found);
  },
  describe: (op) => `mas_walk(${op.object.label})${foundText((op.a as Search).found)}`,
};

const LOAD: OpKind = {
  name: "mtree_load",
  access: READ | ACQUIRE,
  ready: null,
  perform(op) {
    if (op.object.owner !== null) {
      touch(op);
    }
    return load((op.object as MapleRoot).peek, op.a as number);
  },
  describe: (op, result) =>
    `mtree_load(${op.object.label}, ${hex(op.a as number)})${result === undefined ? "" : ` = ${word(result as bigint)}`}`,
};

function visit(mas: MaState, range: Range<number>): bigint {
  mas.index = range.first;
  mas.last = range.last;
  mas.active = true;
  return range.entry;
}

function foundText(found: Range<number> | null): string {
  if (found === null) {
    return "";
  }
  return found.entry === NULL ? " = NULL" : ` = ${word(found.entry)} over ${span(found.first, found.last)}`;
}

/**
 * The entry of the first range that overlaps `[mas.index, max]`, or behind the range visited last; NULL if there is none.
 * Leaves that range in `mas.index` and `mas.last`.
 */
export function mas_find(mas: MaState, max: number): Op<bigint> {
  return new Op<bigint>(FIND, mas.tree.ma_root, { mas, max, found: null });
}

/** The entry at `mas.index`; leaves its range, or that of the gap, in `mas.index` and `mas.last`. */
export function mas_walk(mas: MaState): Op<bigint> {
  return new Op<bigint>(WALK, mas.tree.ma_root, { mas, max: mas.index, found: null });
}

/** The entry at `index`, or NULL. It takes rcu_read_lock itself, which is enough only with MT_FLAGS_USE_RCU. */
export function mtree_load(tree: MapleTree, index: number): Op<bigint> {
  return new Op<bigint>(LOAD, tree.ma_root, index);
}
