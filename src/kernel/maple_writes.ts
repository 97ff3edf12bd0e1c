import { Memory } from "../core/lifetime.ts";
import { Op, PLAIN, READ, RELEASE, SLEEPS, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import { ENOMEM } from "./errno.ts";
import { callText, checkLocked } from "./maple_call.ts";
import type { Call } from "./maple_call.ts";
import { MT_FLAGS_USE_RCU } from "./maple_state.ts";
import type { MapleRoot, MapleTree, MaState } from "./maple_state.ts";
import type { RangeMap } from "./range_map.ts";
import { allocate, gfpflags_allow_blocking, gfpName } from "./slab.ts";
import type { Allocator } from "./slab.ts";

/**
 * The steps that a store consists of. The content of a tree is one value: a writer loads it, works out
 * the next one and publishes that, so that writers who do not exclude each other lose entries, as they do in the kernel.
 */

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
