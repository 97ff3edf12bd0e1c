/** A shared variable, or a fair reader-writer lock. */
export class BareObject {
  value: number;
  readers = 0;
  writer = false;
  queued = false;

  constructor(value = 0) {
    this.value = value;
  }
}

const LOAD = 0;
const STORE = 1;
const READ_LOCK = 2;
const READ_UNLOCK = 3;
const WRITE_LOCK = 4;
const WRITE_UNLOCK = 5;

/** As an s2check op is its own iterator, but it carries nothing that the program does not need: what `yield*` itself costs. */
export class BareOp<R = unknown> {
  done = false;
  value: unknown = this;
  readonly code: number;
  readonly object: BareObject;
  /** What a store stores; 1 for a writer that queues. */
  argument: number;

  constructor(code: number, object: BareObject, argument = 0) {
    this.code = code;
    this.object = object;
    this.argument = argument;
  }

  [Symbol.iterator](): Iterator<BareOp, R, void> {
    return this as unknown as Iterator<BareOp, R, void>;
  }

  next(): this {
    return this;
  }
}

export type BareTask = Generator<BareOp, void, void>;

export function load(cell: BareObject): BareOp<number> {
  return new BareOp(LOAD, cell);
}

export function store(cell: BareObject, value: number): BareOp<void> {
  return new BareOp(STORE, cell, value);
}

export function readLock(lock: BareObject): BareOp<void> {
  return new BareOp(READ_LOCK, lock);
}

export function readUnlock(lock: BareObject): BareOp<void> {
  return new BareOp(READ_UNLOCK, lock);
}

export function writeLock(lock: BareObject): BareOp<void> {
  return new BareOp(WRITE_LOCK, lock);
}

export function writeUnlock(lock: BareObject): BareOp<void> {
  return new BareOp(WRITE_UNLOCK, lock);
}

export function isReady({ code, object, argument }: BareOp): boolean {
  switch (code) {
    case READ_LOCK:
      return !object.writer && !object.queued;
    case WRITE_LOCK:
      return argument === 0 || object.readers === 0;
    default:
      return true;
  }
}

/** Sets `done` unless the op has to queue first. */
export function perform(op: BareOp): void {
  const { object } = op;
  op.value = undefined;
  op.done = true;
  switch (op.code) {
    case LOAD:
      op.value = object.value;
      break;
    case STORE:
      object.value = op.argument;
      break;
    case READ_LOCK:
      object.readers++;
      break;
    case READ_UNLOCK:
      object.readers--;
      break;
    case WRITE_LOCK:
      op.done = object.readers === 0;
      op.argument = 1;
      object.queued = !op.done;
      object.writer = op.done;
      break;
    case WRITE_UNLOCK:
      object.writer = false;
      break;
  }
}
