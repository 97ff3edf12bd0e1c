import { ACQUIRE, Op, READ, RELEASE, SLEEPS, WAITS, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Shared } from "../../src/core/shared.ts";
import type { World } from "../../src/core/world.ts";

/** The VM's mm: KVM_RUN demands it, and as long as somebody has it, it does not go. */
export class Mm extends Shared {
  users = 0;
  isGone = false;

  constructor(world: World) {
    super(world, "mm");
  }

  override get free(): boolean {
    return this.users === 0;
  }
}

const GET: OpKind = {
  name: "mmget_not_zero",
  access: READ | WRITE | ACQUIRE,
  ready: null,
  perform(op) {
    const mm = op.object as Mm;
    mm.users += mm.isGone ? 0 : 1;
    return !mm.isGone;
  },
  describe: (_op, result) => `mmget_not_zero()${result === undefined ? "" : ` = ${result === true}`}`,
};

const PUT: OpKind = {
  name: "mmput",
  access: READ | WRITE | ACQUIRE | RELEASE,
  ready: null,
  perform(op) {
    (op.object as Mm).users--;
    return undefined;
  },
  describe: () => "mmput()",
};

const EXIT: OpKind = {
  name: "exit_mm",
  access: READ | WRITE | ACQUIRE | WAITS | SLEEPS,
  ready: (op) => op.object.free,
  perform(op) {
    (op.object as Mm).isGone = true;
    return undefined;
  },
  describe: () => "exit_mm(): nobody has the mm any more",
};

export const mmget_not_zero = (mm: Mm): Op<boolean> => new Op<boolean>(GET, mm);
export const mmput = (mm: Mm): Op<void> => new Op<void>(PUT, mm);
/** Waits until nobody runs in it. */
export const exit_mm = (mm: Mm): Op<void> => new Op<void>(EXIT, mm);
