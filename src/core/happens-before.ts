import { ACQUIRE, JOINS, READ, RELEASE, SHARED, WRITE } from "./op.ts";
import type { Op } from "./op.ts";
import type { World } from "./world.ts";

/**
 * Which ops of one run are ordered whatever the schedule: vector clocks (Fidge 1988, Mattern 1989) over the performed ops.
 * Order comes from program order, spawning, and an acquire of an object that another task released before. A store
 * that is no release ends what earlier releases of the cell had to hand on; a read-modify-write does not. Readers of a
 * lock (SHARED) are ordered with its writers only; an op that JOINS comes after all that the others did. One object serves many runs and allocates only when a run is larger.
 */
export class HappensBefore {
  #world!: World;
  #tasks = 0;
  #seen = 0;
  /** Whether tasks were spawned while the run went on. */
  #hasChildren = false;
  /** Row t, entry u: how many ops of task u are known to task t. */
  #clocks = new Int32Array(0);
  /** Row o: what an acquire of object o gets, from writers and from readers. */
  #released = new Int32Array(0);
  #releasedByReaders = new Int32Array(0);

  /** Forgets the run before. */
  begin(world: World): void {
    this.#world = world;
    this.#tasks = world.taskCount;
    this.#seen = 0;
    this.#hasChildren = false;
    for (let id = 0; id < this.#tasks; id++) {
      this.#hasChildren ||= world.tasks[id]!.parent >= 0;
    }
    this.#clocks = cleared(this.#clocks, this.#tasks * this.#tasks);
    this.#released = cleared(this.#released, world.objects * this.#tasks);
    this.#releasedByReaders = cleared(this.#releasedByReaders, world.objects * this.#tasks);
  }

  /** Takes in the next op of the log; wants each of them, in order. Returns the op's number within its task, from 1. */
  add(op: Op): number {
    if (this.#hasChildren) {
      this.#noteBirths();
    }
    this.#seen++;
    const { access } = op.kind;
    const row = op.task * this.#tasks;
    const object = op.object.id * this.#tasks;
    const counts = !isFailedTrylock(op);
    if (counts && (access & ACQUIRE) !== 0) {
      this.#join(this.#clocks, row, this.#released, object);
      if ((access & SHARED) === 0) {
        this.#join(this.#clocks, row, this.#releasedByReaders, object);
      }
    }
    if ((access & JOINS) !== 0) {
      for (let id = 0; id < this.#tasks; id++) {
        this.#join(this.#clocks, row, this.#clocks, id * this.#tasks);
      }
    }
    const number = ++this.#clocks[row + op.task]!;
    if (counts) {
      this.#release(access, row, object);
    }
    return number;
  }

  /** Whether op `number` of task `earlier` happened before the op of task `later` that was added last. */
  isOrdered(earlier: number, number: number, later: number): boolean {
    return this.#clocks[later * this.#tasks + earlier]! >= number;
  }

  #release(access: number, row: number, object: number): void {
    if ((access & RELEASE) !== 0) {
      if ((access & SHARED) !== 0) {
        this.#join(this.#releasedByReaders, object, this.#clocks, row);
      } else if ((access & READ) !== 0) {
        this.#join(this.#released, object, this.#clocks, row);
      } else {
        this.#released.set(this.#clocks.subarray(row, row + this.#tasks), object);
      }
    } else if ((access & (READ | WRITE | ACQUIRE)) === WRITE) {
      this.#released.fill(0, object, object + this.#tasks);
    }
  }

  #join(into: Int32Array, at: number, from: Int32Array, start: number): void {
    for (let i = 0; i < this.#tasks; i++) {
      if (from[start + i]! > into[at + i]!) {
        into[at + i] = from[start + i]!;
      }
    }
  }

  /** Tasks begin with what their parent knew when it spawned them. */
  #noteBirths(): void {
    for (let id = 0; id < this.#tasks; id++) {
      const task = this.#world.tasks[id]!;
      if (task.bornAt === this.#seen && task.parent >= 0) {
        this.#join(this.#clocks, id * this.#tasks, this.#clocks, task.parent * this.#tasks);
      }
    }
  }
}

function isFailedTrylock(op: Op): boolean {
  return op.value === false && (op.kind.access & (READ | WRITE | ACQUIRE)) === (WRITE | ACQUIRE);
}

function cleared(buffer: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  if (buffer.length < size) {
    return new Int32Array(2 * size);
  }
  buffer.fill(0, 0, size);
  return buffer;
}
