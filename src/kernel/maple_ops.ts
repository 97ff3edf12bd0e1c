import { Memory, touch } from "../core/lifetime.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { ACQUIRE, Op, PLAIN, READ, RELEASE, SLEEPS, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import type { TaskState } from "../core/task.ts";
import { show } from "./cell.ts";
import { ENOMEM } from "./errno.ts";
import { load, next } from "./maple_rules.ts";
import { INDICES, MT_FLAGS_USE_RCU } from "./maple_state.ts";
import type { MapleRoot, MapleTree, MaState } from "./maple_state.ts";
import { findFrom, walk } from "./range_map.ts";
import type { Range, RangeMap } from "./range_map.ts";
import { Rcu } from "./rcu.ts";
import { allocate, gfpflags_allow_blocking, gfpName } from "./slab.ts";
import type { Allocator } from "./slab.ts";
import { NULL } from "./xa_entry.ts";

/**
 * The single steps that the maple tree API consists of. The content of a tree is one value: a writer loads it, works out
 * the next one and publishes that, so that writers who do not exclude each other lose entries, as they do in the kernel.
 */

/** The call that a step belongs to, for reports. */
export interface Call {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** What is stored; undefined where the call takes no entry. */
  readonly entry?: bigint;
}

const hex = (index: number): string => (index < 10 ? `${index}` : `0x${index.toString(16)}`);
const span = (first: number, last: number): string => `[${hex(first)}, ${hex(last)}]`;
const word = (entry: bigint): string => (entry === NULL ? "NULL" : show(entry));

export function callText(tree: MapleTree, { name, first, last, entry }: Call): string {
  return `${name}(${tree.ma_root.label}, ${span(first, last)}${entry === undefined ? "" : `, ${word(entry)}`})`;
}

/** As lockdep judges mas_is_locked: readers may be in an RCU read section instead. */
function checkLocked(op: Op, task: TaskState, writes: boolean): MapleRoot {
  const root = op.object as MapleRoot;
  if (root.owner !== null) {
    touch(op);
  }
  const { holder } = root.tree.ma_lock;
  if (holder !== task && (writes || !task.held.some((lock) => lock instanceof Rcu))) {
    const who = holder === null ? "nobody does" : `${holder.name} does`;
    const what = op.kind.describe(op, undefined);
    const message = `${what}, but ${task.name} does not hold ${root.tree.ma_lock.label}: ${who}`;
    root.world.fail(ENGINE_CLAIMS.lockOwner, message);
  }
  return root;
}

const WR_WALK: OpKind = {
  name: "mas_wr_walk",
  access: READ | PLAIN,
  ready: null,
  perform: (op, task) => checkLocked(op, task, true).peek,
  describe: (op) => `${callText((op.object as MapleRoot).tree, op.a as Call)} walks the tree`,
};

function publishKind(access: number): OpKind {
  return {
    name: "mas_wr_store_entry",
    access: WRITE | access,
    ready: null,
    perform(op, task) {
      checkLocked(op, task, true).peek = op.a as RangeMap<number>;
      return 0;
    },
    describe: (op, result) =>
      `${callText((op.object as MapleRoot).tree, op.b as Call)}${result === undefined ? "" : " = 0"}`,
  };
}

/** Without MT_FLAGS_USE_RCU nobody may read beside a store, so the kernel does not care how readers see it. */
const PUBLISH = publishKind(PLAIN);
const PUBLISH_RCU = publishKind(RELEASE);

const errorText = (result: unknown): string => (result === undefined ? "" : ` = ${result === 0 ? "0" : "-ENOMEM"}`);

function nodesKind(access: number): OpKind {
  return {
    name: "mas_alloc_nodes",
    access,
    ready: null,
    perform: (op, task) => (allocate(op, task, op.object as Allocator, op.a as number) ? 0 : -ENOMEM),
    describe: (op, result) => `mas_alloc_nodes(${gfpName(op.a as number)})${errorText(result)}`,
  };
}

const NODES = nodesKind(WRITE);
const NODES_MAY_SLEEP = nodesKind(WRITE | SLEEPS);

const PREALLOCATE: OpKind = {
  name: "mas_preallocate",
  access: WRITE | SLEEPS,
  ready: null,
  perform(op, task) {
    const allocator = op.object as Allocator;
    if (!allocate(op, task, allocator, op.b as number)) {
      return -ENOMEM;
    }
    const nodes = new Memory("maple nodes");
    allocator.world.allocations.add(nodes);
    (op.a as MaState).nodes = nodes;
    return 0;
  },
  describe(op, result) {
    const { label } = (op.a as MaState).tree.ma_root;
    return `mas_preallocate(${label}, ${gfpName(op.b as number)})${errorText(result)}`;
  },
};

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

export function wrWalk(tree: MapleTree, call: Call): Op<RangeMap<number>> {
  return new Op<RangeMap<number>>(WR_WALK, tree.ma_root, call);
}

export function publish(tree: MapleTree, map: RangeMap<number>, call: Call): Op<0> {
  const kind = (tree.flags & MT_FLAGS_USE_RCU) === 0 ? PUBLISH : PUBLISH_RCU;
  return new Op<0>(kind, tree.ma_root, map, call);
}

/** 0 or -ENOMEM. */
export function allocNodes(tree: MapleTree, gfp: number): Op<number> {
  return new Op<number>(gfpflags_allow_blocking(gfp) ? NODES_MAY_SLEEP : NODES, tree.allocator, gfp);
}

/** Gets all the nodes that storing `entry` can need: 0 or -ENOMEM. */
export function mas_preallocate(mas: MaState, _entry: bigint, gfp: number): Op<number> {
  return new Op<number>(PREALLOCATE, mas.tree.allocator, mas, gfp);
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
