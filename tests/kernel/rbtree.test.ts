import fc from "fast-check";
import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import {
  rb_child,
  rb_entry,
  rb_erase,
  rb_first,
  rb_insert,
  rb_next,
  rb_root_node,
  RbNode,
  RbRoot,
} from "../../src/kernel/rbtree.ts";
import type { Side } from "../../src/kernel/rbtree.ts";
import { Allocator, GFP_NOWAIT, kfree, kmalloc } from "../../src/kernel/slab.ts";

class Numbered extends RbNode<Numbered> {
  readonly key: number;

  constructor(world: World, key: number) {
    super(world, "node", key);
    this.key = key;
  }
}

interface State {
  readonly world: World;
  readonly root: RbRoot<Numbered>;
  readonly allocator: Allocator;
}

const setup = (world: World): State => ({
  world,
  root: new RbRoot<Numbered>(world, "root"),
  allocator: new Allocator(world),
});

/** The claims that one task breaks. */
function violations(body: (state: State) => Task): string[] {
  const program = { name: "rbtree", setup, tasks: [{ name: "task", run: body }], claims: [] };
  const execution = new Execution(program, { stopAtViolation: false });
  const outcome = execution.run({ name: "alone", begin: () => true, pick: () => 0, choose: () => 0 });
  expect(outcome.kind).toBe("passed");
  return execution.violations.map(({ claim, message }) => `${claim}: ${message}`);
}

function* insert({ root }: State, fresh: Numbered): Task {
  let parent: Numbered | null = null;
  let side: Side = "rb_left";
  let node = yield* rb_root_node(root);
  while (node !== null) {
    parent = yield* rb_entry(node);
    side = fresh.key < parent.key ? "rb_left" : "rb_right";
    node = yield* rb_child(root, parent, side);
  }
  yield* rb_insert(root, fresh, parent, side);
}

function* keys({ root }: State): Task<number[]> {
  const found: number[] = [];
  for (let node = yield* rb_first(root); node !== null; node = yield* rb_next(root, node)) {
    found.push(node.key);
  }
  return found;
}

test("a tree is its nodes in order, whatever is inserted and erased", () => {
  const steps = fc.array(fc.record({ key: fc.nat(9), erase: fc.boolean() }), { maxLength: 30 });
  fc.assert(
    fc.property(steps, (commands) => {
      const body = function* run(state: State): Task {
        let model: Numbered[] = [];
        for (const { key, erase } of commands) {
          const victim = erase ? model.find((node) => node.key === key) : undefined;
          if (victim !== undefined) {
            yield* rb_erase(victim, state.root);
            model = model.filter((node) => node !== victim);
          } else {
            const fresh = new Numbered(state.world, key);
            yield* insert(state, fresh);
            model.push(fresh);
          }
          expect(yield* keys(state)).toEqual(model.map((node) => node.key).toSorted((a, b) => a - b));
        }
      };
      expect(violations(body)).toEqual([]);
    }),
  );
});

test("a node that is in no tree cannot be erased", () => {
  const body = function* run(state: State): Task {
    const node = new Numbered(state.world, 3);
    yield* insert(state, node);
    yield* rb_erase(node, state.root);
    yield* rb_erase(node, state.root);
  };
  expect(violations(body)).toEqual(["use-after-free: rb_erase(node[3], root) though node[3] is in no tree any more"]);
});

test.for<[string, (state: State, node: Numbered) => Task<unknown>]>([
  ["reads node[3]", (_state, node) => rb_entry(node) as unknown as Task],
  ["rb_next(node[3])", ({ root }, node) => rb_next(root, node) as unknown as Task],
  ["reading node[3].rb_left", ({ root }, node) => rb_child(root, node, "rb_left") as unknown as Task],
  ["rb_erase(node[3], root)", ({ root }, node) => rb_erase(node, root) as unknown as Task],
  [
    "rb_insert_color(node[4], root)",
    ({ root, world }, node) => rb_insert(root, new Numbered(world, 4), node, "rb_right") as unknown as Task,
  ],
])("%s after the node was freed is found", ([text, touch]) => {
  const body = function* run(state: State): Task {
    const node = new Numbered(state.world, 3);
    const memory = yield* kmalloc(state.allocator, "node", GFP_NOWAIT);
    node.owner = memory;
    yield* insert(state, node);
    yield* kfree(state.allocator, memory);
    yield* touch(state, node);
  };
  expect(violations(body)).toEqual([`use-after-free: ${text} after node was freed`]);
});
