import { ACQUIRE, Op, READ, RELEASE, WAITS, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Shared } from "../../src/core/shared.ts";
import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";

interface Store {
  readonly target: Cell<number>;
  readonly value: number;
}

/**
 * A CPU's stores on their way to memory, first in first out, as x86 has them (Sewell, Sarkar, Owens, Zappa Nardelli, Myreen:
 * x86-TSO, CACM 2010): its own loads see them, those of others do not.
 */
export class StoreBuffer extends Shared {
  readonly queue: Store[] = [];
  /** Commands that its CPU still has to run. */
  commands: number;
  readonly isWeak: boolean;

  constructor(world: World, cpu: number, commands: number, isWeak: boolean) {
    super(world, "stores", cpu);
    this.commands = commands;
    this.isWeak = isWeak;
  }

  override get free(): boolean {
    return this.queue.length === 0;
  }
}

const STORE: OpKind = {
  name: "store",
  access: WRITE | READ,
  ready: null,
  perform(op) {
    (op.object as StoreBuffer).queue.push(op.a as Store);
    return undefined;
  },
  describe: (op) => `${(op.a as Store).target.label} = ${(op.a as Store).value}, in the store buffer`,
};

const LOAD: OpKind = {
  name: "load",
  access: READ,
  ready: null,
  also: (op) => op.a as Cell<number>,
  perform(op) {
    const target = op.a as Cell<number>;
    return (op.object as StoreBuffer).queue.findLast((store) => store.target === target)?.value ?? target.peek;
  },
  describe: (op, value) => `${(op.a as Cell<number>).label} is ${String(value)}`,
};

const MB: OpKind = {
  name: "smp_mb",
  access: READ | ACQUIRE | WAITS,
  ready: (op) => op.object.free,
  perform: () => undefined,
  describe: () => "smp_mb()",
};

/** The buffer hands on its oldest store; null once its CPU will make no more. */
const TAKE: OpKind = {
  name: "take",
  access: READ | WRITE | RELEASE,
  ready: (op) => (op.object as StoreBuffer).queue.length > 0 || (op.object as StoreBuffer).commands === 0,
  perform: (op) => (op.object as StoreBuffer).queue[0] ?? null,
  describe: (op, store) => (store === null ? `${op.object.label}: no more` : `${op.object.label}: the oldest goes`),
};

export const store = (buffer: StoreBuffer, target: Cell<number>, value: number): Op<void> =>
  buffer.isWeak ? new Op<void>(STORE, buffer, { target, value }) : WRITE_ONCE(target, value);

export const load = (buffer: StoreBuffer, target: Cell<number>): Op<number> =>
  buffer.isWeak ? new Op<number>(LOAD, buffer, target) : READ_ONCE(target);

/** Waits until all of the CPU's stores are in memory; no step where there is no buffer. */
export function* smp_mb(buffer: StoreBuffer): Task {
  if (buffer.isWeak) {
    yield* new Op<void>(MB, buffer);
  }
}

/** Memory takes a CPU's stores, one after the other. */
export function* drain(buffer: StoreBuffer | undefined): Task {
  if (buffer?.isWeak !== true) {
    return;
  }
  for (;;) {
    const oldest = yield* new Op<Store | null>(TAKE, buffer);
    if (oldest === null) {
      return;
    }
    yield* WRITE_ONCE(oldest.target, oldest.value);
    buffer.queue.shift();
  }
}
