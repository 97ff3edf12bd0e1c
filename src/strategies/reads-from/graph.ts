/** One step of a run, as far as reads-from goes. */
export interface Event {
  readonly task: number;
  /** Its position among the steps of its task, from 1. */
  readonly number: number;
  /** Id of its object. */
  readonly object: number;
  readonly reads: boolean;
  readonly writes: boolean;
  /** The write that it reads from; null for what the object held at the beginning, or if it does not read. */
  readonly source: Event | null;
  /** By task: how many steps it and what it depends on have, through the order of tasks and through reading. */
  readonly past: Counts;
}

/** By task: how many of its steps, from the first. A set of steps that holds with any step all that it depends on. */
export type Counts = readonly number[];

/** The steps of a run, and who reads from whom. */
export class Graph {
  /** In the order of the run. */
  readonly events: Event[] = [];
  readonly #ofTask: Event[][] = [];
  readonly #lastWrite = new Map<number, Event>();

  /** The next step of `task`, which reads what was written last. */
  add(task: number, object: number, reads: boolean, writes: boolean): Event {
    const mine = (this.#ofTask[task] ??= []);
    const number = mine.length + 1;
    const source = reads ? this.lastWrite(object) : null;
    const past = [...union(this.pastOf(task, number - 1), source?.past ?? [])];
    past[task] = number;
    const event = { task, number, object, reads, writes, source, past };
    mine.push(event);
    this.events.push(event);
    if (writes) {
      this.#lastWrite.set(object, event);
    }
    return event;
  }

  /** How many steps each task has made so far. */
  get counts(): Counts {
    return Array.from(this.#ofTask, (mine: Event[] | undefined) => mine?.length ?? 0);
  }

  lastWrite(object: number): Event | null {
    return this.#lastWrite.get(object) ?? null;
  }

  at(task: number, number: number): Event {
    return this.#ofTask[task]![number - 1]!;
  }

  /** What step `number` of a task depends on, itself included; nothing for 0. */
  pastOf(task: number, number: number): Counts {
    return number === 0 ? [] : this.at(task, number).past;
  }
}

export function has(counts: Counts, event: Event): boolean {
  return (counts[event.task] ?? 0) >= event.number;
}

export function union(one: Counts, other: Counts): Counts {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, i) => Math.max(one[i] ?? 0, other[i] ?? 0));
}
