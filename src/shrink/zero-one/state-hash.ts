import { READ, SPINS, WRITE } from "../../core/op.ts";
import type { Op } from "../../core/op.ts";
import type { Shared } from "../../core/shared.ts";
import { Cell } from "../../kernel/cell.ts";
import { blend } from "../../strategies/sites.ts";

/** What is hashed besides objects and tasks: who spawned when, and who told the claims of what. */
const SPAWNED = -1;
const TOLD = -2;

export interface StateHashOptions {
  /** Whether the order of writes counts also where the values are the same: a data race depends on it. */
  readonly ordered: boolean;
}

/**
 * A number for the state that a run has come to, however it came there. What a task will do next follows from what its ops
 * have come to; what an object holds is the value of a cell, or follows from the ops that wrote it. So two runs have the
 * same number, but for chance, if their tasks have seen the same and their objects hold the same, whatever the order of
 * the steps. A round of a loop that spins in which nothing was new leaves the task where it was.
 */
export class StateHash {
  /** 64 bits in two halves. */
  low = 0;
  high = 0;
  readonly #options: StateHashOptions;
  /** By task id, and by object id + 2: two independent hashes each. */
  readonly #tasks: number[] = [];
  readonly #objects: number[] = [];
  /** By task id, two each: what it has seen since it spun last, what it had seen then since the time before. */
  readonly #round: number[] = [];
  readonly #roundBefore: number[] = [];
  /** Its hashes when it spun last. */
  readonly #spun: number[] = [];

  constructor(options: StateHashOptions) {
    this.#options = options;
  }

  begin(): void {
    this.low = 0;
    this.high = 0;
    this.#tasks.fill(0);
    this.#objects.fill(0);
    this.#round.fill(0);
    this.#roundBefore.fill(0);
    this.#spun.fill(0);
  }

  /** Takes in a step: what its op came to (`blocked`: it had to queue), what was chosen inside it, and what came of it. */
  add(op: Op, task: number, result: unknown, blocked: boolean, chosen: number, spawned: boolean, told: boolean): void {
    const { object, kind } = op;
    const outcome = blend(blocked ? 3 : outcomeOf(result), chosen);
    if (kind.also !== undefined) {
      this.#learn(task, outcome, kind.also(op).id);
    }
    this.#learn(task, outcome, (kind.access & READ) !== 0 || !(object instanceof Cell) ? object.id : null);
    if ((kind.access & WRITE) !== 0 || blocked) {
      this.#write(task, object.id, this.#options.ordered ? null : valueOf(object));
    }
    if ((kind.access & SPINS) !== 0) {
      this.#spin(2 * task);
    }
    if (spawned) {
      this.#write(task, SPAWNED, null);
    }
    if (told) {
      this.#write(task, TOLD, null);
    }
  }

  #learn(task: number, outcome: number, object: number | null): void {
    const at = 2 * task;
    grow(this.#tasks, at + 1);
    const seen = object === null ? 0 : 2 * (object + 2);
    grow(this.#objects, seen + 1);
    grow(this.#round, at + 1);
    for (let half = 0; half < 2; half++) {
      const held = object === null ? half : this.#objects[seen + half]!;
      this.#round[at + half] = blend(blend(this.#round[at + half]!, outcome + half), held);
      this.#setTask(at, half, blend(blend(this.#tasks[at + half]!, outcome + half), held));
    }
  }

  /** A round of a loop ends: if it was like the one before, the task is where it was. */
  #spin(at: number): void {
    grow(this.#roundBefore, at + 1);
    grow(this.#spun, at + 1);
    const isSame = this.#round[at] === this.#roundBefore[at] && this.#round[at + 1] === this.#roundBefore[at + 1];
    for (let half = 0; half < 2; half++) {
      if (isSame) {
        this.#setTask(at, half, this.#spun[at + half]!);
      }
      this.#spun[at + half] = this.#tasks[at + half]!;
      this.#roundBefore[at + half] = this.#round[at + half]!;
      this.#round[at + half] = 0;
    }
  }

  #setTask(at: number, half: number, hash: number): void {
    this.#replace(half, blend(this.#tasks[at + half]!, at), blend(hash, at));
    this.#tasks[at + half] = hash;
  }

  #write(task: number, object: number, value: number | null): void {
    const at = 2 * (object + 2);
    grow(this.#objects, at + 1);
    for (let half = 0; half < 2; half++) {
      const old = this.#objects[at + half]!;
      const hash = value === null ? blend(old, this.#tasks[2 * task + half]!) : blend(value, half);
      this.#objects[at + half] = hash;
      this.#replace(half, blend(old, ~at), blend(hash, ~at));
    }
  }

  #replace(half: number, old: number, news: number): void {
    if (half === 0) {
      this.low = (this.low - old + news) | 0;
    } else {
      this.high = (this.high - old + news) | 0;
    }
  }
}

function outcomeOf(result: unknown): number {
  if (typeof result === "number") {
    return blend(result | 0, (result / 0x100000000) | 0);
  }
  return result === null ? 4 : result === false ? 5 : result === undefined ? 6 : 7;
}

/** A number for what a cell holds, or null where that is no plain value. */
function valueOf(object: Shared): number | null {
  const value = object instanceof Cell ? (object.peek as unknown) : object;
  return typeof value === "boolean" || value === null || Number.isSafeInteger(value) ? outcomeOf(value ?? null) : null;
}

function grow(list: number[], to: number): void {
  while (list.length <= to) {
    list.push(0);
  }
}
