import type { Counts, Event, Graph } from "./graph.ts";

/** What an order has to keep to. */
export interface Wanted {
  readonly graph: Graph;
  /** The steps to put in order. */
  readonly counts: Counts;
  /** Where steps read from something else than they did in the graph. */
  readonly sources: ReadonlyMap<Event, Event | null>;
  /** By object: the write that has to be the last one. */
  readonly last: ReadonlyMap<number, Event | null>;
}

/**
 * Looks for an order of steps, given as a task for each, in which every step reads from the write it is to read from. That is
 * hard in general (testing sequential consistency: Gibbons, Korach, SIAM J. Comput. 1997), and seldom here: nothing may be
 * overwritten while someone has still to read it, and reads that can be taken are taken at once.
 */
export class Witness {
  readonly order: number[] = [];
  readonly #wanted: Wanted;
  readonly #taken: number[];
  /** By object: the write that was taken last. */
  readonly #held = new Map<number, Event | null>();
  /** By write, or by object for what it held at the beginning: how many steps still have to read it. */
  readonly #readers = new Map<Event | number, number>();
  readonly #dead = new Set<string>();
  readonly #size: number;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#taken = wanted.counts.map(() => 0);
    this.#size = wanted.counts.reduce((sum, count) => sum + count, 0);
    for (const [task, count] of wanted.counts.entries()) {
      for (let number = 1; number <= count; number++) {
        const event = wanted.graph.at(task, number);
        if (event.reads) {
          this.#await(event.object, this.#sourceOf(event), 1);
        }
      }
    }
    for (const [object, write] of wanted.last) {
      this.#await(object, write, 1);
    }
  }

  /** Whether there is one; `order` has it then. */
  find(): boolean {
    const before = this.order.length;
    this.#takeReads();
    if (this.order.length === this.#size) {
      return true;
    }
    const place = this.#place();
    if (!this.#dead.has(place)) {
      for (const task of this.#taken.keys()) {
        if (this.#takeWrite(task)) {
          return true;
        }
      }
      this.#dead.add(place);
    }
    while (this.order.length > before) {
      this.#undoRead(this.order.pop()!);
    }
    return false;
  }

  #takeReads(): void {
    for (let task = 0; task < this.#taken.length;) {
      const next = this.#next(task);
      if (next !== null && next.reads && !next.writes && this.#holds(next.object) === this.#sourceOf(next)) {
        this.#await(next.object, this.#sourceOf(next), -1);
        this.#taken[task]!++;
        this.order.push(task);
      } else {
        task++;
      }
    }
  }

  #undoRead(task: number): void {
    const event = this.#wanted.graph.at(task, this.#taken[task]!--);
    this.#await(event.object, this.#sourceOf(event), 1);
  }

  /** Goes on with a write of `task`, if it can come next. */
  #takeWrite(task: number): boolean {
    const next = this.#next(task);
    if (next === null || !next.writes) {
      return false;
    }
    const held = this.#holds(next.object);
    if ((next.reads && held !== this.#sourceOf(next)) || this.#awaited(next.object, held) > (next.reads ? 1 : 0)) {
      return false;
    }
    this.#await(next.object, held, next.reads ? -1 : 0);
    this.#held.set(next.object, next);
    this.#taken[task]!++;
    this.order.push(task);
    if (this.find()) {
      return true;
    }
    this.order.pop();
    this.#taken[task]!--;
    this.#held.set(next.object, held);
    this.#await(next.object, held, next.reads ? 1 : 0);
    return false;
  }

  #next(task: number): Event | null {
    const taken = this.#taken[task]!;
    return taken < this.#wanted.counts[task]! ? this.#wanted.graph.at(task, taken + 1) : null;
  }

  #sourceOf(event: Event): Event | null {
    const other = this.#wanted.sources.get(event);
    return other === undefined ? event.source : other;
  }

  #holds(object: number): Event | null {
    return this.#held.get(object) ?? null;
  }

  #awaited(object: number, write: Event | null): number {
    return this.#readers.get(write ?? object) ?? 0;
  }

  #await(object: number, write: Event | null, readers: number): void {
    this.#readers.set(write ?? object, this.#awaited(object, write) + readers);
  }

  /** How far the order has come, and what the objects hold. */
  #place(): string {
    return `${this.#taken.join()};${[...this.#held]
      .map(([object, write]) => nameOf(object, write))
      .toSorted()
      .join()}`;
  }
}

/** A write by its object, task and number. */
export function nameOf(object: number, write: Event | null): string {
  return write === null ? `${object}` : `${object}:${write.task}:${write.number}`;
}
