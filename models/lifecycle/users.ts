import { ACQUIRE, Op, READ, RELEASE, SLEEPS, WAITS, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Shared } from "../../src/core/shared.ts";
import type { World } from "../../src/core/world.ts";

/** Who still has something in use, e.g. a file: whoever needs the last of them gone waits for it. */
export class Users extends Shared {
  count: number;

  constructor(world: World, name: string, count: number) {
    super(world, name);
    this.count = count;
  }

  override get free(): boolean {
    return this.count === 0;
  }
}

const PUT: OpKind = {
  name: "put",
  access: READ | WRITE | ACQUIRE | RELEASE,
  ready: null,
  perform(op) {
    (op.object as Users).count--;
    return undefined;
  },
  describe: (op) => `done with ${op.object.label}`,
};

const GONE: OpKind = {
  name: "wait for the last",
  access: READ | ACQUIRE | WAITS | SLEEPS,
  ready: (op) => op.object.free,
  perform: () => undefined,
  describe: (op) => `the last user of ${op.object.label} is gone`,
};

export function put_user(users: Users): Op<void> {
  return new Op<void>(PUT, users);
}

/** Waits until nobody uses it any more. */
export function wait_for_users(users: Users): Op<void> {
  return new Op<void>(GONE, users);
}
