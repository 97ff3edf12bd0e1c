import type { Task } from "../../../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../../../src/kernel/cell.ts";
import { ENOMEM } from "../../../../src/kernel/errno.ts";
import { rb_child, rb_entry, rb_insert, rb_root_node } from "../../../../src/kernel/rbtree.ts";
import type { Side } from "../../../../src/kernel/rbtree.ts";
import { __GFP_ACCOUNT, GFP_KERNEL_ACCOUNT, GFP_NOWAIT, kfree, kzalloc } from "../../../../src/kernel/slab.ts";
import type { ReverseEntry } from "../../../stage2/coverage.ts";
import type { IpaRange } from "../../../stage2/interval.ts";
import type { ReverseMap, S2Fault } from "../../reverse-map.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import { kvm_stage2_unmap_range, unmap_shadow } from "../../mmu/unmap.ts";
import { is_mapped } from "../is-mapped.ts";
import type { Mapped } from "../is-mapped.ts";
import { find_overlap, forget, forget_all, forget_leading_to } from "../rb-tree/mended.ts";
import { MapipaNode, MapipaTree, tree_write_lock, tree_write_unlock } from "../rb-tree/state.ts";
import type { MapleKnobs } from "./knobs.ts";
import { isRecorded, mappedBy } from "./record.ts";
import { hasBrokenFlag } from "./state.ts";
import { looksAfter } from "./store.ts";

/**
 * `overlapPolicy: multi`: an interval tree of records, allocated one by one, that may overlap; a record that is there already
 * is not added again. Taking one out needs no memory, so `eraseAlloc`, `nodes`, `directMap`, `valueEncoding` and
 * `mmuIndexTree` decide nothing here.
 */
class MultiRevmap extends MapipaTree {
  readonly maple: MapleKnobs;

  constructor(kvm: Kvm, mmu: ShadowMmu, maple: MapleKnobs) {
    super(kvm, mmu, {
      lookup: "overlap",
      freeOnHit: "no",
      eraseSection: "same",
      treeLock: maple.treeLock === "ma" ? "ma_lock" : "none",
      duplicates: "keep",
      recordCondition: maple.recordCondition,
      gfp: maple.gfp,
      onAllocFail: hasBrokenFlag(maple) ? "broken" : "ignore",
      step: "page",
      lookupInFault: "no",
      removal: "tlbiAndClear",
      replacedLeaf: maple.replacedLeaf,
    });
    this.maple = maple;
  }
}

function* record_nested_revmap(kvm: Kvm, mmu: ShadowMmu<MultiRevmap>, fault: S2Fault): Task<number> {
  const { maple, broken } = mmu.revmap;
  if (!isRecorded(maple, fault) || (maple.recordWhenBroken === "skip" && (yield* READ_ONCE(broken)))) {
    return 0;
  }
  const err = yield* add_record(kvm, mmu, mappedBy(maple, fault));
  if (err !== 0 && hasBrokenFlag(maple)) {
    yield* WRITE_ONCE(broken, true);
  }
  return maple.onInsertFail === "failFault" || maple.onInsertFail === "failFaultAndBroken" ? err : 0;
}

function* add_record(kvm: Kvm, mmu: ShadowMmu<MultiRevmap>, mapped: Mapped): Task<number> {
  const { revmap: tree } = mmu;
  const gfp = tree.maple.gfp === "sleep" ? GFP_KERNEL_ACCOUNT : GFP_NOWAIT | __GFP_ACCOUNT;
  const memory = yield* kzalloc(kvm.allocator, "nested_revmap_node", gfp);
  if (memory === null) {
    return -ENOMEM;
  }
  const fresh = new MapipaNode(kvm.world, memory, mapped);
  yield* tree_write_lock(tree);
  let isWanted = true;
  if (looksAfter(tree.maple)) {
    isWanted = yield* is_mapped(mmu, mapped);
    if (isWanted && mapped.replaced) {
      yield* forget_leading_to(kvm, tree, { start: mapped.nested_ipa, size: mapped.size });
    }
  }
  isWanted &&= yield* insert(tree, fresh);
  yield* tree_write_unlock(tree);
  if (!isWanted) {
    yield* kfree(kvm.allocator, memory);
  }
  return 0;
}

/** False if the same record is there already. */
function* insert({ nested_mapipa_root: root }: MultiRevmap, fresh: MapipaNode): Task<boolean> {
  let parent: MapipaNode | null = null;
  let side: Side = "rb_left";
  let node = yield* rb_root_node(root);
  while (node !== null) {
    const tmp: MapipaNode = yield* rb_entry(node);
    if (tmp.ipa === fresh.ipa && tmp.shadow_ipa === fresh.shadow_ipa && tmp.size === fresh.size) {
      return false;
    }
    parent = tmp;
    side = fresh.ipa < tmp.ipa ? "rb_left" : "rb_right";
    node = yield* rb_child(root, tmp, side);
  }
  yield* rb_insert(root, fresh, parent, side);
  return true;
}

function* unmap_by_revmap(kvm: Kvm, mmu: ShadowMmu<MultiRevmap>, range: IpaRange, may_block: boolean): Task {
  const { revmap: tree } = mmu;
  const isUntracked = tree.untracked && tree.maple.untracked === "broken";
  if (isUntracked || (hasBrokenFlag(tree.maple) && (yield* READ_ONCE(tree.broken)))) {
    yield* unmap_shadow(kvm, mmu, may_block);
    return;
  }
  for (let hit = yield* find(tree, range); hit !== null; hit = yield* find(tree, range)) {
    yield* kvm_stage2_unmap_range(kvm, mmu, hit.shadow_ipa, hit.size, may_block);
    yield* forget(kvm, tree, hit);
  }
}

function* find(tree: MultiRevmap, { start, size }: IpaRange): Task<MapipaNode | null> {
  yield* tree_write_lock(tree);
  const hit = yield* find_overlap(tree, start, size);
  yield* tree_write_unlock(tree);
  return hit;
}

function* begin_full_unmap(kvm: Kvm, { revmap: tree }: ShadowMmu<MultiRevmap>): Task {
  const { clearPoint } = tree.maple;
  tree.full_unmaps++;
  if (clearPoint === "perChunk" || clearPoint === "atStart") {
    yield* clear(kvm, tree);
    tree.untracked = true;
  }
}

function* end_full_unmap(kvm: Kvm, { revmap: tree }: ShadowMmu<MultiRevmap>): Task {
  tree.full_unmaps--;
  if (tree.full_unmaps === 0) {
    tree.untracked = false;
  }
  if (tree.maple.clearPoint === "atEnd") {
    yield* clear(kvm, tree);
  }
}

function* clear(kvm: Kvm, tree: MultiRevmap): Task {
  yield* forget_all(kvm, tree);
  if (hasBrokenFlag(tree.maple)) {
    yield* WRITE_ONCE(tree.broken, false);
  }
}

function* begin_tlbi(kvm: Kvm, { revmap: tree }: ShadowMmu<MultiRevmap>, range: IpaRange): Task {
  tree.tlbis++;
  if (tree.maple.tlbiRemoval === "before") {
    yield* forget_range(kvm, tree, range);
  }
}

function* end_tlbi(kvm: Kvm, { revmap: tree }: ShadowMmu<MultiRevmap>, range: IpaRange): Task {
  tree.tlbis--;
  if (tree.maple.tlbiRemoval === "after") {
    yield* forget_range(kvm, tree, range);
  }
}

function* end_chunk(kvm: Kvm, { revmap: tree }: ShadowMmu<MultiRevmap>, chunk: IpaRange): Task {
  const { clearPoint, tlbiRemoval } = tree.maple;
  if ((tree.full_unmaps > 0 && clearPoint === "perChunk") || (tree.tlbis > 0 && tlbiRemoval === "perChunk")) {
    yield* forget_range(kvm, tree, chunk);
  }
}

function* forget_range(kvm: Kvm, tree: MultiRevmap, range: IpaRange): Task {
  yield* tree_write_lock(tree);
  yield* forget_leading_to(kvm, tree, range);
  yield* tree_write_unlock(tree);
}

function recordsOf(node: MapipaNode | null): ReverseEntry[] {
  if (node === null) {
    return [];
  }
  const { ipa: start, size, shadow_ipa: nested, rb_left, rb_right } = node;
  return [...recordsOf(rb_left), { start, size, nested }, ...recordsOf(rb_right)];
}

const HOOK = { beforeMap: "before_map", afterMapUnderR: "record", afterUnlock: "after_unlock" } as const;

export function multiReverseMap(maple: MapleKnobs): ReverseMap<MultiRevmap> {
  return {
    init: (kvm, mmu) => new MultiRevmap(kvm, mmu, maple),
    [HOOK[maple.recordOrder]]: record_nested_revmap,
    unmap_canonical: unmap_by_revmap,
    before_full_unmap: begin_full_unmap,
    cleared: end_full_unmap,
    before_nested_unmap: begin_tlbi,
    after_chunk: end_chunk,
    after_nested_unmap: end_tlbi,
    destroy: (kvm, { revmap }) => forget_all(kvm, revmap),
    entries: ({ revmap }) => recordsOf(revmap.nested_mapipa_root.rb_node),
    broken: ({ revmap }) =>
      (revmap.untracked && maple.untracked === "broken") || (hasBrokenFlag(maple) && revmap.broken.peek),
  };
}
