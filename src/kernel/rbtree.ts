import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { Op, PLAIN, READ, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import { touch } from "../core/lifetime.ts";
import { Shared } from "../core/shared.ts";
import { show } from "./cell.ts";

/**
 * Red-black trees (include/linux/rbtree.h, lib/rbtree.c, 7.3.4) as steps; the caller holds whatever lock guards the tree.
 * Colours and rotations are left out: the order of the nodes is the tree's meaning, its shape is nobody's business.
 */
export class RbRoot<N extends RbNode<N>> extends Shared {
  rb_node: N | null = null;
}

/** `struct rb_node`, as the structure that it lies in; its `owner` is the memory of that. */
export class RbNode<N> extends Shared {
  rb_left: N | null = null;
  rb_right: N | null = null;
  rb_parent: N | null = null;
  /** Whether a tree has it. */
  linked = false;
}

export type Side = "rb_left" | "rb_right";

// The kinds below are shared by trees of all sorts of nodes.
interface AnyNode extends RbNode<AnyNode> {}
type AnyRoot = RbRoot<AnyNode>;

/** As a plain read of a cell is written, which no store looks like. */
function reading(link: string, node: unknown): string {
  return node === undefined ? `reading ${link}` : `${link} is ${show(node)}`;
}

const ROOT: OpKind = {
  name: "rb_node",
  access: READ | PLAIN,
  ready: null,
  perform: (op) => (op.object as AnyRoot).rb_node,
  describe: (op, node) => reading(`${op.object.label}.rb_node`, node),
};

/** Links belong to the tree: whoever changes one excludes whoever reads any. */
const CHILD: OpKind = {
  name: "rb_child",
  access: READ | PLAIN,
  ready: null,
  perform(op) {
    checkAlive(op, op.a as AnyNode);
    return (op.a as AnyNode)[op.b as Side];
  },
  describe: (op, node) => reading(`${show(op.a)}.${op.b as Side}`, node),
};

const ENTRY: OpKind = {
  name: "rb_entry",
  access: READ | PLAIN,
  ready: null,
  perform(op) {
    if (op.object.owner !== null) {
      touch(op);
    }
    return op.object;
  },
  describe: (op) => `reads ${op.object.label}`,
};

const FIRST: OpKind = {
  name: "rb_first",
  access: READ | PLAIN,
  ready: null,
  perform: (op) => leftmost((op.object as AnyRoot).rb_node),
  describe: (op, node) => `rb_first(${op.object.label})${node === undefined ? "" : ` = ${show(node)}`}`,
};

const NEXT: OpKind = {
  name: "rb_next",
  access: READ | PLAIN,
  ready: null,
  perform(op) {
    checkAlive(op, op.a as AnyNode);
    return successor(op.a as AnyNode);
  },
  describe: (op, node) => `rb_next(${show(op.a)})${node === undefined ? "" : ` = ${show(node)}`}`,
};

interface Place {
  readonly parent: AnyNode | null;
  readonly side: Side;
}

const INSERT: OpKind = {
  name: "rb_insert_color",
  access: READ | WRITE | PLAIN,
  ready: null,
  perform(op) {
    const root = op.object as AnyRoot;
    const node = op.a as AnyNode;
    const { parent, side } = op.b as Place;
    node.rb_parent = parent;
    node.linked = true;
    if (parent === null) {
      root.rb_node = node;
    } else {
      checkAlive(op, parent);
      parent[side] = node;
    }
    return undefined;
  },
  describe: (op) => `rb_insert_color(${show(op.a)}, ${op.object.label})`,
};

const ERASE: OpKind = {
  name: "rb_erase",
  access: READ | WRITE | PLAIN,
  ready: null,
  perform(op) {
    const node = op.a as AnyNode;
    if (node.linked) {
      unlink(op.object as AnyRoot, node);
    } else if (node.owner?.freed !== true) {
      fail(op, `though ${node.label} is in no tree any more`);
    }
    checkAlive(op, node);
    return undefined;
  },
  describe: (op) => `rb_erase(${show(op.a)}, ${op.object.label})`,
};

function checkAlive(op: Op, node: AnyNode): void {
  if (node.owner?.freed === true) {
    fail(op, `after ${node.owner.label} was freed`);
  }
}

function fail(op: Op, why: string): void {
  op.object.world.fail(ENGINE_CLAIMS.useAfterFree, `${op.kind.describe(op, undefined)} ${why}`);
}

function leftmost(node: AnyNode | null): AnyNode | null {
  let first = node;
  while (first !== null && first.rb_left !== null) {
    first = first.rb_left;
  }
  return first;
}

function successor(node: AnyNode): AnyNode | null {
  if (node.rb_right !== null) {
    return leftmost(node.rb_right);
  }
  let below = node;
  let above = node.rb_parent;
  while (above !== null && above.rb_right === below) {
    below = above;
    above = above.rb_parent;
  }
  return above;
}

/** The node's successor, if it has two children, takes its place. */
function unlink(root: AnyRoot, node: AnyNode): void {
  if (node.rb_left !== null && node.rb_right !== null) {
    const heir = leftmost(node.rb_right)!;
    unlink(root, heir);
    heir.linked = true;
    adopt(heir, "rb_left", node.rb_left);
    adopt(heir, "rb_right", node.rb_right);
    replace(root, node, heir);
  } else {
    replace(root, node, node.rb_left ?? node.rb_right);
  }
  node.linked = false;
  node.rb_left = null;
  node.rb_right = null;
  node.rb_parent = null;
}

function adopt(parent: AnyNode, side: Side, child: AnyNode | null): void {
  parent[side] = child;
  if (child !== null) {
    child.rb_parent = parent;
  }
}

function replace(root: AnyRoot, node: AnyNode, heir: AnyNode | null): void {
  const parent = node.rb_parent;
  if (heir !== null) {
    heir.rb_parent = parent;
  }
  if (parent === null) {
    root.rb_node = heir;
  } else {
    parent[parent.rb_left === node ? "rb_left" : "rb_right"] = heir;
  }
}

/** `root->rb_node`. */
export function rb_root_node<N extends RbNode<N>>(root: RbRoot<N>): Op<N | null> {
  return new Op<N | null>(ROOT, root);
}

/** `node->rb_left` or `node->rb_right`. */
export function rb_child<N extends RbNode<N>>(root: RbRoot<N>, node: N, side: Side): Op<N | null> {
  return new Op<N | null>(CHILD, root, node, side);
}

/** Reads the structure around a node; what does not change while the tree has it may be used after this one step. */
export function rb_entry<N extends RbNode<N>>(node: N): Op<N> {
  return new Op<N>(ENTRY, node);
}

export function rb_first<N extends RbNode<N>>(root: RbRoot<N>): Op<N | null> {
  return new Op<N | null>(FIRST, root);
}

export function rb_next<N extends RbNode<N>>(root: RbRoot<N>, node: N): Op<N | null> {
  return new Op<N | null>(NEXT, root, node);
}

/** rb_link_node below `parent`, null for an empty tree, and rb_insert_color. */
export function rb_insert<N extends RbNode<N>>(root: RbRoot<N>, node: N, parent: N | null, side: Side): Op<void> {
  return new Op<void>(INSERT, root, node, { parent, side });
}

/** Takes a node out; one that is not in a tree, or whose memory is gone, is reported. */
export function rb_erase<N extends RbNode<N>>(node: N, root: RbRoot<N>): Op<void> {
  return new Op<void>(ERASE, root, node);
}
