import type { Task } from "../../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import { ENOMEM } from "../../../src/kernel/errno.ts";
import { rb_child, rb_entry, rb_erase, rb_insert, rb_root_node } from "../../../src/kernel/rbtree.ts";
import type { Side } from "../../../src/kernel/rbtree.ts";
import { GFP_KERNEL, GFP_NOWAIT, kfree, kzalloc } from "../../../src/kernel/slab.ts";
import { alignDown, endOf, type IpaRange } from "../../stage2/interval.ts";
import type { ReverseMap, S2Fault } from "../reverse-map.ts";
import type { Kvm, ShadowMmu } from "../state.ts";
import { kvm_stage2_unmap_range, unmap_shadow } from "../mmu/unmap.ts";
import { is_mapped } from "./is-mapped.ts";
import type { Mapped } from "./is-mapped.ts";
import { knobDesign } from "./knob-design.ts";
import { FLAWS, REVIEW_FLAWS } from "./rb-tree/flaws.ts";
import { RB_KNOBS } from "./rb-tree/knobs.ts";
import type { RbKnobs } from "./rb-tree/knobs.ts";
import { find_overlap, forget, forget_leading_to } from "./rb-tree/mended.ts";
import { removalHooks } from "./rb-tree/removal.ts";
import {
  MapipaNode,
  MapipaTree,
  tree_read_lock,
  tree_read_unlock,
  tree_write_lock,
  tree_write_unlock,
} from "./rb-tree/state.ts";

/**
 * Ganapatrao Kulkarni, "kvm: nv: Optimize the unmapping of shadow S2-MMU tables", RFC of 2024-03-05, function by function;
 * Marc Zyngier's answer of the same day gave its flaws their numbers here.
 */
function* user_mem_abort_tail(kvm: Kvm, mmu: ShadowMmu<MapipaTree>, fault: S2Fault): Task<number> {
  const { knobs, broken } = mmu.revmap;
  const { relaxed, nested, canonical, nested_ipa, size, replaced } = fault;
  if (!relaxed && (nested !== null || knobs.recordCondition === "isShadowMMU")) {
    const mapped = { canonical: alignDown(canonical, size), nested_ipa, size, replaced };
    const known = knobs.lookupInFault === "yes" && (yield* is_known(kvm, mmu, mapped));
    const err = known ? 0 : yield* add_shadow_ipa_map_node(kvm, mmu, mapped);
    if (err !== 0 && knobs.onAllocFail === "broken") {
      yield* WRITE_ONCE(broken, true);
    }
  }
  return 0;
}

/** The use that the review has for a lookup; where a hit frees the record, the mapping is not known any more. */
function* is_known(kvm: Kvm, mmu: ShadowMmu<MapipaTree>, mapped: Mapped): Task<boolean> {
  const hit = yield* get_shadow_ipa(kvm, mmu, mapped.canonical);
  return hit !== null && mmu.revmap.knobs.freeOnHit === "no" && isSame(hit, mapped);
}

const isSame = (node: MapipaNode, { canonical, nested_ipa, size }: Mapped): boolean =>
  node.ipa === canonical && node.shadow_ipa === nested_ipa && node.size === size;

function* add_shadow_ipa_map_node(kvm: Kvm, mmu: ShadowMmu<MapipaTree>, mapped: Mapped): Task<number> {
  const { revmap: tree } = mmu;
  const { knobs, nested_mapipa_root: root } = tree;
  const memory = yield* kzalloc(kvm.allocator, "mapipa_node", knobs.gfp === "sleep" ? GFP_KERNEL : GFP_NOWAIT);
  if (memory === null) {
    return -ENOMEM;
  }
  const fresh = new MapipaNode(kvm.world, memory, mapped);

  yield* tree_write_lock(tree);
  let isWanted = true;
  if (knobs.replacedLeaf === "evict") {
    isWanted = yield* is_mapped(mmu, mapped);
    if (isWanted && mapped.replaced) {
      yield* forget_leading_to(kvm, tree, { start: mapped.nested_ipa, size: mapped.size });
    }
  }
  let parent: MapipaNode | null = null;
  let side: Side = "rb_left";
  let node = yield* rb_root_node(root);
  while (node !== null && isWanted) {
    const tmp: MapipaNode = yield* rb_entry(node);
    parent = tmp;
    side = fresh.ipa < tmp.ipa ? "rb_left" : "rb_right";
    isWanted = fresh.ipa !== tmp.ipa || (knobs.duplicates === "keep" && !isSame(tmp, mapped));
    node = isWanted ? yield* rb_child(root, tmp, side) : null;
  }
  if (isWanted) {
    yield* rb_insert(root, fresh, parent, side);
  }
  yield* tree_write_unlock(tree);
  if (!isWanted) {
    yield* kfree(kvm.allocator, memory);
  }
  return 0;
}

/** The record of a canonical page, or null. */
function* get_shadow_ipa(kvm: Kvm, mmu: ShadowMmu<MapipaTree>, ipa: number): Task<MapipaNode | null> {
  const { revmap: tree } = mmu;
  const { lookup, freeOnHit, eraseSection } = tree.knobs;
  const isOneSection = freeOnHit === "yes" && eraseSection === "same";

  yield* isOneSection ? tree_write_lock(tree) : tree_read_lock(tree);
  const tmp = lookup === "exact" ? yield* find_exact(tree, ipa) : yield* find_overlap(tree, ipa, kvm.geometry.page);
  if (!isOneSection) {
    yield* tree_read_unlock(tree);
  }
  let isHit = tmp !== null;
  if (tmp !== null && lookup === "exact") {
    isHit = (yield* rb_entry(tmp)).ipa === ipa;
  }
  if (tmp !== null && isHit && freeOnHit === "yes") {
    if (!isOneSection) {
      yield* tree_write_lock(tree);
    }
    yield* rb_erase(tmp, tree.nested_mapipa_root);
    yield* tree_write_unlock(tree);
    yield* kfree(kvm.allocator, tmp.memory);
  } else if (isOneSection) {
    yield* tree_write_unlock(tree);
  }
  return isHit ? tmp : null;
}

/** Where the descent ends: at the key, or at the last node on the way to where it would be. */
function* find_exact({ nested_mapipa_root: root }: MapipaTree, ipa: number): Task<MapipaNode | null> {
  let tmp: MapipaNode | null = null;
  let node = yield* rb_root_node(root);
  while (node !== null) {
    tmp = yield* rb_entry(node);
    if (tmp.ipa === ipa) {
      break;
    }
    node = yield* rb_child(root, tmp, ipa > tmp.ipa ? "rb_right" : "rb_left");
  }
  return tmp;
}

function* kvm_nested_s2_unmap_range(kvm: Kvm, mmu: ShadowMmu<MapipaTree>, range: IpaRange, may_block: boolean): Task {
  const { knobs, untracked, broken } = mmu.revmap;
  if (untracked || (knobs.onAllocFail === "broken" && (yield* READ_ONCE(broken)))) {
    yield* unmap_shadow(kvm, mmu, may_block);
    return;
  }
  const end = endOf(range);
  let start = range.start;
  while (start < end) {
    let size = kvm.geometry.page;
    const hit = yield* get_shadow_ipa(kvm, mmu, start);
    if (hit !== null) {
      size = hit.size;
      yield* kvm_stage2_unmap_range(kvm, mmu, hit.shadow_ipa, size, true);
      if (knobs.freeOnHit === "no") {
        yield* forget(kvm, mmu.revmap, hit);
      }
    }
    if (hit === null || knobs.step === "recordedSize") {
      start += size;
    }
  }
}

function reverseMap(knobs: RbKnobs): ReverseMap<MapipaTree> {
  return {
    init: (kvm, mmu) => new MapipaTree(kvm, mmu, knobs),
    record: user_mem_abort_tail,
    unmap_canonical: kvm_nested_s2_unmap_range,
    ...removalHooks(knobs),
    entries: ({ revmap }) => recordsOf(revmap.nested_mapipa_root.rb_node),
    broken: ({ revmap }) => revmap.untracked || revmap.broken.peek,
  };
}

function recordsOf(node: MapipaNode | null): { start: number; size: number; nested: number }[] {
  if (node === null) {
    return [];
  }
  const { ipa: start, size, shadow_ipa: nested, rb_left, rb_right } = node;
  return [...recordsOf(rb_left), { start, size, nested }, ...recordsOf(rb_right)];
}

const POSTED: RbKnobs = {
  lookup: "exact",
  freeOnHit: "yes",
  eraseSection: "another",
  treeLock: "mmu_lock",
  duplicates: "discard",
  recordCondition: "isShadowMMU",
  gfp: "sleep",
  onAllocFail: "ignore",
  step: "recordedSize",
  lookupInFault: "no",
  removal: "never",
  replacedLeaf: "keep",
};

export const rbTree2024 = knobDesign({
  name: "rb-tree-2024",
  title: "rb-tree, RFC as posted 2024-03-05",
  knobs: POSTED,
  values: RB_KNOBS,
  flaws: FLAWS,
  limits: ["strict-precision"],
  build: reverseMap,
});

/**
 * The same code where three remarks of the review become defects: with the condition cut down to `nested` (G-6), and with
 * the lookup used to update a mapping (G-2, G-3). As posted, `hw_mmu != &kvm->arch.mmu` covers every shadow, and all lookups
 * are under kvm->mmu_lock W, which makes freeing on a hit and the dropped lock harmless.
 */
export const rbTree2024Reviewed = knobDesign({
  name: "rb-tree-2024-reviewed",
  title: "rb-tree of 2024-03-05, recording and looking up as its review reads it",
  knobs: { ...POSTED, recordCondition: "nestedNotNull", lookupInFault: "yes" },
  values: RB_KNOBS,
  flaws: [...FLAWS, ...REVIEW_FLAWS],
  limits: ["strict-precision"],
  build: reverseMap,
});
