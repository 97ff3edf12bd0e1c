import { ACQUIRE, Op, READ, RELEASE, WAITS, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Shared } from "../../src/core/shared.ts";
import type { World } from "../../src/core/world.ts";

/** `mm->mm_users`: one for each call that a thread of the VMM has still to make. */
export class MmUsers extends Shared {
  count: number;

  constructor(world: World, count: number) {
    super(world, "mm_users");
    this.count = count;
  }

  override get free(): boolean {
    return this.count === 0;
  }
}

const MMPUT: OpKind = {
  name: "mmput",
  access: READ | WRITE | RELEASE,
  ready: null,
  perform(op) {
    (op.object as MmUsers).count--;
    return undefined;
  },
  describe: () => "mmput()",
};

const EXIT: OpKind = {
  name: "exit_mmap",
  access: READ | ACQUIRE | WAITS,
  ready: (op) => op.object.free,
  perform: () => undefined,
  describe: () => "exit_mmap()",
};

export function mmput(users: MmUsers): Op<void> {
  return new Op<void>(MMPUT, users);
}

/** Nobody runs with the mm any more. Notifiers can still come. */
export function exit_mmap(users: MmUsers): Op<void> {
  return new Op<void>(EXIT, users);
}
