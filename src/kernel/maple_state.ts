import type { Memory } from "../core/lifetime.ts";
import type { Allocation } from "../core/shared.ts";
import type { World } from "../core/world.ts";
import { Cell } from "./cell.ts";
import { numberIndices } from "./index_space.ts";
import { EMPTY } from "./range_map.ts";
import type { RangeMap } from "./range_map.ts";
import type { Allocator } from "./slab.ts";
import { Spinlock } from "./spinlock.ts";

export const MT_FLAGS_ALLOC_RANGE = 0x01;
/** Readers may walk the tree under rcu_read_lock alone; without it they need ma_lock, as writers do. */
export const MT_FLAGS_USE_RCU = 0x02;

/** Indices of trees in models are numbers, up to 2^53 - 1. */
export const INDICES = numberIndices();

/** A tree that tasks share (include/linux/maple_tree.h): its lock, and its content as one value behind `ma_root`. */
export class MapleTree {
  declare readonly ma_lock: Spinlock;
  declare readonly ma_root: MapleRoot;
  declare readonly allocator: Allocator;
  declare readonly flags: number;

  constructor(world: World, name: string, allocator: Allocator, flags = 0, index = -1) {
    this.ma_lock = new Spinlock(world, `${name}.ma_lock`, index);
    this.ma_root = new MapleRoot(world, name, index, this);
    this.allocator = allocator;
    this.flags = flags;
  }

  /** What is stored now, for claims and reports. */
  get peek(): RangeMap<number> {
    return this.ma_root.peek;
  }

  /** The memory that the tree lies in. */
  set owner(memory: Allocation | null) {
    this.ma_lock.owner = memory;
    this.ma_root.owner = memory;
  }
}

export class MapleRoot extends Cell<RangeMap<number>> {
  declare readonly tree: MapleTree;

  constructor(world: World, name: string, index: number, tree: MapleTree) {
    super(world, name, EMPTY, index);
    this.tree = tree;
  }
}

/** `struct ma_state`: where one task is in a tree. */
export class MaState {
  declare readonly tree: MapleTree;
  declare index: number;
  declare last: number;
  /** Whether index and last are a range that was visited, so that a search goes on behind it. */
  declare active: boolean;
  /** Nodes that mas_preallocate got and nobody has used yet. */
  declare nodes: Memory | null;

  constructor(tree: MapleTree, index: number, last: number) {
    this.tree = tree;
    this.index = index;
    this.last = last;
    this.active = false;
    this.nodes = null;
  }
}

export function MA_STATE(tree: MapleTree, index: number, last: number): MaState {
  return new MaState(tree, index, last);
}

/** Aims at another range; a search starts there. */
export function mas_set_range(mas: MaState, index: number, last: number): void {
  mas.index = index;
  mas.last = last;
  mas.active = false;
}

export function mas_set(mas: MaState, index: number): void {
  mas_set_range(mas, index, index);
}
