import { ENGINE_CLAIMS } from "./outcome.ts";
import type { Op } from "./op.ts";
import type { Allocation, Shared } from "./shared.ts";

/** A piece of memory that can be freed; the objects in it carry it as `owner`. */
export class Memory implements Allocation {
  declare readonly label: string;
  freed = false;
  /** Queued for freeing by call_rcu. */
  queued = false;

  constructor(label: string) {
    this.label = label;
  }
}

/** Every op on an object that may have been freed goes through here first. */
export function touch(op: Op): void {
  const owner = op.object.owner;
  if (owner !== null && owner.freed) {
    op.object.world.fail(
      ENGINE_CLAIMS.useAfterFree,
      `${op.kind.describe(op, undefined)} after ${owner.label} was freed`,
    );
  }
}

/** Marks memory as freed; a second time is a double free. */
export function release(memory: Allocation, where: Shared): void {
  if (memory.freed) {
    where.world.fail(ENGINE_CLAIMS.doubleFree, `${memory.label} is freed twice`);
    return;
  }
  memory.freed = true;
  where.world.allocations.delete(memory);
}
