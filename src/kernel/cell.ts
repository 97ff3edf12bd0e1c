import { touch } from "../core/lifetime.ts";
import { ACQUIRE, Op, OVERWRITES, PLAIN, READ, RELEASE, WRITE } from "../core/op.ts";
import type { OpKind } from "../core/op.ts";
import { Shared } from "../core/shared.ts";
import type { World } from "../core/world.ts";

/** One shared variable. Tasks go through the accessors below; `peek` is for invariants and reports. */
export class Cell<T> extends Shared {
  declare peek: T;

  constructor(world: World, name: string, initial: T, index = -1) {
    super(world, name, index);
    this.peek = initial;
  }

  /** As traces write a value of it. */
  print(value: T): string {
    return show(value);
  }
}

/** A variable with a starting value; `index` is its place in an array of like variables. */
export function cell<T>(world: World, name: string, initial: T, index?: number): Cell<T> {
  return new Cell(world, name, initial, index);
}

/** As C writes a value: `NULL`, `true`, `0x2a`, a label. */
export function show(value: unknown): string {
  if (value === null || value === undefined) {
    return "NULL";
  }
  if (typeof value === "bigint") {
    return value < 10n ? value.toString() : `0x${value.toString(16)}`;
  }
  if (typeof value === "object") {
    return "label" in value ? String(value.label) : JSON.stringify(value);
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? `${value}`
    : typeof value;
}

const print = (op: Op, value: unknown): string => (op.object as Cell<unknown>).print(value);

function load(name: string, access: number): OpKind {
  return {
    name,
    access: READ | access,
    ready: null,
    perform(op) {
      const target = op.object as Cell<unknown>;
      if (target.owner !== null) {
        touch(op);
      }
      return target.peek;
    },
    describe: (op, result) => `${name}(${op.object.label})${result === undefined ? "" : ` = ${print(op, result)}`}`,
  };
}

function store(name: string, access: number): OpKind {
  return {
    name,
    access: WRITE | OVERWRITES | access,
    ready: null,
    perform(op) {
      const target = op.object as Cell<unknown>;
      if (target.owner !== null) {
        touch(op);
      }
      target.peek = op.a;
      return undefined;
    },
    describe: (op) => `${name}(${op.object.label}, ${print(op, op.a)})`,
  };
}

const READ_ONCE_KIND = load("READ_ONCE", 0);
const WRITE_ONCE_KIND = store("WRITE_ONCE", 0);
const ACQUIRE_KIND = load("smp_load_acquire", ACQUIRE);
const RELEASE_KIND = store("smp_store_release", RELEASE);
const PLAIN_READ: OpKind = {
  ...load("read", PLAIN),
  describe: (op, r) => (r === undefined ? `reading ${op.object.label}` : `${op.object.label} is ${print(op, r)}`),
};
const PLAIN_WRITE: OpKind = { ...store("write", PLAIN), describe: (op) => `${op.object.label} = ${print(op, op.a)}` };

const CMPXCHG_KIND: OpKind = {
  name: "cmpxchg",
  access: READ | WRITE | ACQUIRE | RELEASE,
  ready: null,
  perform(op) {
    const target = op.object as Cell<unknown>;
    if (target.owner !== null) {
      touch(op);
    }
    const old = target.peek;
    if (old === op.a) {
      target.peek = op.b;
    }
    return old;
  },
  describe: (op, r) =>
    `cmpxchg(${op.object.label}, ${print(op, op.a)}, ${print(op, op.b)})${r === undefined ? "" : ` = ${print(op, r)}`}`,
};

const XCHG_KIND: OpKind = {
  name: "xchg",
  access: READ | WRITE | ACQUIRE | RELEASE,
  ready: null,
  perform(op) {
    const target = op.object as Cell<unknown>;
    if (target.owner !== null) {
      touch(op);
    }
    const old = target.peek;
    target.peek = op.a;
    return old;
  },
  describe: (op, r) => `xchg(${op.object.label}, ${print(op, op.a)})${r === undefined ? "" : ` = ${print(op, r)}`}`,
};

/** Marked load, no ordering (include/asm-generic/rwonce.h). */
export function READ_ONCE<T>(target: Cell<T>): Op<T> {
  return new Op<T>(READ_ONCE_KIND, target);
}

/** Marked store, no ordering. */
export function WRITE_ONCE<T>(target: Cell<T>, value: T): Op<void> {
  return new Op<void>(WRITE_ONCE_KIND, target, value);
}

/** Unmarked load: two tasks must not reach it and a store without ordering between them. */
export function read_plain<T>(target: Cell<T>): Op<T> {
  return new Op<T>(PLAIN_READ, target);
}

/** Unmarked store. */
export function write_plain<T>(target: Cell<T>, value: T): Op<void> {
  return new Op<void>(PLAIN_WRITE, target, value);
}

export function smp_load_acquire<T>(target: Cell<T>): Op<T> {
  return new Op<T>(ACQUIRE_KIND, target);
}

export function smp_store_release<T>(target: Cell<T>, value: T): Op<void> {
  return new Op<void>(RELEASE_KIND, target, value);
}

/** Stores `to` if the cell holds `from` (compared by identity); returns what it held. Fully ordered. */
export function cmpxchg<T>(target: Cell<T>, from: T, to: T): Op<T> {
  return new Op<T>(CMPXCHG_KIND, target, from, to);
}

/** Stores and returns what the cell held. Fully ordered. */
export function xchg<T>(target: Cell<T>, value: T): Op<T> {
  return new Op<T>(XCHG_KIND, target, value);
}
