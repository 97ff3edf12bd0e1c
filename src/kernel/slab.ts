import { Memory, release } from "../core/lifetime.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { FREES, Op, SLEEPS, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import { Shared } from "../core/shared.ts";
import type { TaskState } from "../core/task.ts";
import type { World } from "../core/world.ts";
import { checkMaySleep } from "./atomic-context.ts";
import { __GFP_ZERO, gfpflags_allow_blocking, gfpMayFail, gfpName } from "./gfp.ts";

export { Memory } from "../core/lifetime.ts";
export * from "./gfp.ts";

/** Where memory comes from. `failures` is how many allocations may still fail in this run; a budget of the scenario. */
export class Allocator extends Shared {
  declare failures: number;
  /** Whether the run began with a budget. */
  declare readonly canFail: boolean;

  constructor(world: World, failures = 0, name = "memory") {
    super(world, name);
    this.failures = failures;
    this.canFail = failures > 0;
  }

  /** Whether an allocation fails that `mayFail`: a recorded choice while the budget lasts. */
  refuses(mayFail: boolean): boolean {
    if (!mayFail || this.failures === 0 || this.world.choose(2, this) === 0) {
      return false;
    }
    this.failures--;
    return true;
  }
}

/** What every allocation does, whatever function asks for it: sleeps if it may, fails if it may. */
export function allocate(op: Op, task: TaskState, allocator: Allocator, gfp: number): boolean {
  if (gfpflags_allow_blocking(gfp)) {
    checkMaySleep(op, task);
  }
  return !allocator.refuses(gfpMayFail(gfp));
}

function kmallocKind(access: number): OpKind {
  return {
    name: "kmalloc",
    access,
    ready: null,
    perform(op, task) {
      const allocator = op.object as Allocator;
      if (!allocate(op, task, allocator, op.b as number)) {
        return null;
      }
      const memory = new Memory(op.a as string);
      allocator.world.allocations.add(memory);
      return memory;
    },
    describe(op, result) {
      const gfp = op.b as number;
      const zeroed = (gfp & __GFP_ZERO) !== 0;
      const call = `${zeroed ? "kzalloc" : "kmalloc"}(${op.a as string}, ${gfpName(gfp & ~__GFP_ZERO)})`;
      return result === null ? `${call} = NULL` : call;
    },
  };
}

const KMALLOC = kmallocKind(WRITE);
const KMALLOC_MAY_SLEEP = kmallocKind(WRITE | SLEEPS);

const KFREE: OpKind = {
  name: "kfree",
  access: WRITE | FREES,
  ready: null,
  perform(op) {
    const memory = op.a as Memory | null;
    if (memory !== null) {
      checkNoLocksHeld(op.object.world, memory);
      release(memory, op.object);
    }
    return undefined;
  },
  memory: (op) => op.a as Memory | null,
  describe: (op) => `kfree(${(op.a as Memory | null)?.label ?? "NULL"})`,
};

/** As debug_check_no_locks_freed (kernel/locking/lockdep.c). */
function checkNoLocksHeld(world: World, memory: Memory): void {
  for (let i = 0; i < world.taskCount; i++) {
    const task = world.tasks[i]!;
    for (const lock of task.held) {
      if (lock.owner === memory) {
        world.fail(ENGINE_CLAIMS.lockOwner, `${memory.label} is freed while ${task.name} holds ${lock.label} in it`);
      }
    }
  }
}

/**
 * Memory, or null if the allocation fails. It counts as leaked if it is not freed by the end of the run. Objects that lie in
 * it carry it as `owner`, so that touching them after kfree is found.
 */
export function kmalloc(allocator: Allocator, label: string, gfp: number): Op<Memory | null> {
  const kind = gfpflags_allow_blocking(gfp) ? KMALLOC_MAY_SLEEP : KMALLOC;
  return new Op<Memory | null>(kind, allocator, label, gfp);
}

export function kzalloc(allocator: Allocator, label: string, gfp: number): Op<Memory | null> {
  return kmalloc(allocator, label, gfp | __GFP_ZERO);
}

/** Frees memory; null is allowed. */
export function kfree(allocator: Allocator, memory: Memory | null): Op<void> {
  return new Op<void>(KFREE, allocator, memory);
}
