import { FREES, READ, WRITE } from "../../core/op.ts";
import type { Op } from "../../core/op.ts";
import type { Allocation } from "../../core/shared.ts";
import { NONE, SLOTS } from "./steps.ts";
import type { Steps } from "./steps.ts";

/** Spawning writes this: which task gets which id depends on the order. */
const TASKS = 0;

/** The number of a shared object; memory has even ones. */
export function numberOf(id: number): number {
  return 2 * id + 1;
}

/** What steps touch, as numbers. */
export class Footprints {
  readonly #steps: Steps;
  /** Numbered in the order in which a path meets it, so that it has the same number whenever the path is followed. */
  readonly #memory = new Map<Allocation, number>();
  #meetsMemory = false;
  #slot = 0;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /** Forgets the memory of the run before. */
  begin(): void {
    if (this.#memory.size > 0) {
      this.#memory.clear();
    }
  }

  /** Writes down what `step` touches if it performs `op`. */
  note(step: number, op: Op, spawns: boolean): void {
    const { kind, object } = op;
    const { access } = kind;
    this.#slot = step * SLOTS;
    if ((access & (READ | WRITE)) !== 0) {
      this.#add(numberOf(object.id), (access & WRITE) !== 0);
    }
    if (kind.also !== undefined) {
      this.#add(numberOf(kind.also(op).id), false);
    }
    if (object.owner !== null) {
      this.#add(this.#numberOfMemory(object.owner), false);
    }
    const memory = kind.memory === undefined ? null : kind.memory(op);
    if (memory !== null) {
      this.#add(this.#numberOfMemory(memory), (access & FREES) !== 0);
    }
    if (spawns) {
      this.#add(TASKS, true);
    }
    this.#end((step + 1) * SLOTS);
  }

  /** For a step that is followed once more, in another run: numbers its memory as before. */
  follow(op: Op): void {
    if (this.#meetsMemory) {
      const { kind, object } = op;
      const memory = kind.memory?.(op) ?? null;
      if (object.owner !== null) {
        this.#numberOfMemory(object.owner);
      }
      if (memory !== null) {
        this.#numberOfMemory(memory);
      }
    }
  }

  #add(object: number, writes: boolean): void {
    this.#steps.touched[this.#slot++] = 2 * object + (writes ? 1 : 0);
  }

  #end(behind: number): void {
    const { touched } = this.#steps;
    for (let slot = this.#slot; slot < behind; slot++) {
      touched[slot] = NONE;
    }
  }

  #numberOfMemory(memory: Allocation): number {
    let number = this.#memory.get(memory);
    if (number === undefined) {
      number = 2 * this.#memory.size + 2;
      this.#memory.set(memory, number);
      this.#meetsMemory = true;
    }
    return number;
  }
}
