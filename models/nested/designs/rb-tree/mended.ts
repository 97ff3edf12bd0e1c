import type { Task } from "../../../../src/core/task.ts";
import { rb_entry, rb_erase, rb_first, rb_next } from "../../../../src/kernel/rbtree.ts";
import { kfree } from "../../../../src/kernel/slab.ts";
import { type IpaRange, overlaps } from "../../../stage2/interval.ts";
import type { Kvm } from "../../state.ts";
import { type MapipaNode, type MapipaTree, tree_write_lock, tree_write_unlock } from "./state.ts";

/** What the review asks for instead; nodes are looked at in order, where an interval tree would skip some. */

/** The first record that overlaps the page; the tree's lock is held. */
export function* find_overlap(tree: MapipaTree, ipa: number, page: number): Task<MapipaNode | null> {
  const { nested_mapipa_root: root } = tree;
  let node = yield* rb_first(root);
  while (node !== null) {
    const tmp = yield* rb_entry(node);
    if (overlaps(tmp.ipa, tmp.size, { start: ipa, size: page })) {
      return tmp;
    }
    node = yield* rb_next(root, tmp);
  }
  return null;
}

/** Frees a record whose leaf is unmapped, unless that has freed it: it does while a TLBI is between two chunks. */
export function* forget(kvm: Kvm, tree: MapipaTree, record: MapipaNode): Task {
  yield* tree_write_lock(tree);
  let node = yield* rb_first(tree.nested_mapipa_root);
  while (node !== null && node !== record) {
    node = yield* rb_next(tree.nested_mapipa_root, node);
  }
  if (node !== null) {
    yield* erase(kvm, tree, node);
  }
  yield* tree_write_unlock(tree);
}

/** Frees the records that lead to these nested addresses; the tree's lock is held for write. */
export function* forget_leading_to(kvm: Kvm, tree: MapipaTree, nested: IpaRange): Task {
  const { nested_mapipa_root: root } = tree;
  let node = yield* rb_first(root);
  while (node !== null) {
    const tmp: MapipaNode = yield* rb_entry(node);
    node = yield* rb_next(root, tmp);
    if (overlaps(tmp.shadow_ipa, tmp.size, nested)) {
      yield* erase(kvm, tree, tmp);
    }
  }
}

/** Frees all records. */
export function* forget_all(kvm: Kvm, tree: MapipaTree): Task {
  yield* tree_write_lock(tree);
  let node = yield* rb_first(tree.nested_mapipa_root);
  while (node !== null) {
    yield* erase(kvm, tree, node);
    node = yield* rb_first(tree.nested_mapipa_root);
  }
  yield* tree_write_unlock(tree);
}

function* erase(kvm: Kvm, tree: MapipaTree, node: MapipaNode): Task {
  yield* rb_erase(node, tree.nested_mapipa_root);
  yield* kfree(kvm.allocator, node.memory);
}
