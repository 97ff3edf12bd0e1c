import type { Task } from "../../../../src/core/task.ts";
import {
  rb_child,
  rb_entry,
  rb_erase,
  rb_first,
  rb_insert,
  rb_next,
  rb_root_node,
} from "../../../../src/kernel/rbtree.ts";
import type { Side } from "../../../../src/kernel/rbtree.ts";
import { kfree } from "../../../../src/kernel/slab.ts";
import { spin_lock, spin_unlock } from "../../../../src/kernel/spinlock.ts";
import { contains, type IpaRange, overlaps } from "../../../stage2/interval.ts";
import type { Kvm } from "../../state.ts";
import type { GuestMappings, GuestS2Mapping, Mapping } from "./state.ts";

/** Nodes are looked at in order, where an interval tree would skip some. The lock of the tree is taken in here. */

/** The nodes whose canonical range overlaps `range`. */
export function* find_mappings({ root, lock }: GuestMappings, range: IpaRange): Task<readonly GuestS2Mapping[]> {
  const found: GuestS2Mapping[] = [];
  yield* spin_lock(lock);
  for (let node = yield* rb_first(root); node !== null; node = yield* rb_next(root, node)) {
    const mapping = yield* rb_entry(node);
    if (overlaps(mapping.canonical, mapping.size, range)) {
      found.push(mapping);
    }
  }
  yield* spin_unlock(lock);
  return found;
}

/** False if the same mapping has a node. */
export function* insert_mapping({ root, lock }: GuestMappings, fresh: GuestS2Mapping): Task<boolean> {
  yield* spin_lock(lock);
  let parent: GuestS2Mapping | null = null;
  let side: Side = "rb_left";
  let isNew = true;
  let node = yield* rb_root_node(root);
  while (node !== null && isNew) {
    const other: GuestS2Mapping = yield* rb_entry(node);
    parent = other;
    side = fresh.canonical < other.canonical ? "rb_left" : "rb_right";
    isNew = !isSame(other, fresh);
    node = isNew ? yield* rb_child(root, other, side) : null;
  }
  if (isNew) {
    yield* rb_insert(root, fresh, parent, side);
  }
  yield* spin_unlock(lock);
  return isNew;
}

/** L1 took nested `range` back, or the shadow lost all of it: its nodes go, which needs no memory. */
export function* remove_mappings(kvm: Kvm, tree: GuestMappings, range: IpaRange): Task {
  const { root, lock, knobs } = tree;
  const goes = ({ nested, size }: Mapping): boolean =>
    knobs.removal === "overlapping" ? overlaps(nested, size, range) : contains(range, nested, size);
  yield* spin_lock(lock);
  let node = yield* rb_first(root);
  while (node !== null) {
    const mapping: GuestS2Mapping = yield* rb_entry(node);
    node = yield* rb_next(root, mapping);
    if (goes(mapping)) {
      yield* rb_erase(mapping, root);
      yield* kfree(kvm.allocator, mapping.memory);
    }
  }
  yield* spin_unlock(lock);
}

const isSame = (a: Mapping, b: Mapping): boolean =>
  a.canonical === b.canonical && a.nested === b.nested && a.size === b.size;
