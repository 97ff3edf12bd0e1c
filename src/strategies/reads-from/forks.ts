import { has, union } from "./graph.ts";
import type { Counts, Event, Graph } from "./graph.ts";
import { nameOf, Witness } from "./witness.ts";
import type { Wanted } from "./witness.ts";

/** A place where runs part: a read that was taken by default, or at the end, an object whose last write matters. */
interface Fork {
  readonly object: number;
  /** The read, as it was when it was first taken; null at the end. */
  readonly read: Event | null;
  /** The steps before it. */
  readonly before: Counts;
  /** Ways on that have been found, by what they are. */
  readonly seen: Set<string>;
  /** Those of them that are still to be run: the task of each step. */
  readonly waiting: number[][];
}

/** How a run begins. */
export interface Way {
  /** The task of each step. */
  readonly order: readonly number[];
  /** The read that reads from something else now; null if the last writes differ. */
  readonly read: Event | null;
}

/** The forks of the path under way, the first one first, and what is still to be run at each. */
export class Forks {
  readonly #forks: Fork[] = [];
  readonly #ends: boolean;

  /** `ends`: runs that differ in the last write of an object are told apart. */
  constructor(ends: boolean) {
    this.#ends = ends;
  }

  /** Leaves the forks that have nothing left; null if there are no others. */
  next(): Way | null {
    for (let fork = this.#forks.at(-1); fork !== undefined; fork = this.#forks.at(-1)) {
      const order = fork.waiting.pop();
      if (order !== undefined) {
        return { order, read: fork.read };
      }
      this.#forks.pop();
    }
    return null;
  }

  /** A read is taken by default, after `before`. */
  addRead(read: Event, before: Counts): void {
    this.#forks.push({ object: read.object, read, before, seen: new Set(), waiting: [] });
  }

  /** At the end of a run that began in one of the ways found here; null for the first run. */
  finish(graph: Graph, way: Way | null): void {
    if (this.#ends) {
      this.#addEnds(graph);
    }
    const planned = way?.order.length ?? 0;
    const moved = way?.read ?? null;
    const isNew = (event: Event, at: number): boolean => at >= planned || (moved !== null && has(event.past, moved));
    const recent = new Set(graph.events.filter(isNew));
    for (const [place, fork] of this.#forks.entries()) {
      if (fork.read === null) {
        this.#findLast(graph, fork, place);
      } else {
        this.#findSources(graph, fork, recent);
      }
    }
  }

  /** Forks for the last writes, but for those that the path has already. */
  #addEnds(graph: Graph): void {
    const objects = [...new Set(graph.events.filter(({ writes }) => writes).map(({ object }) => object))];
    for (const object of objects.toSorted((a, b) => a - b)) {
      if (!this.#forks.some((fork) => fork.read === null && fork.object === object)) {
        this.#forks.push({ object, read: null, before: graph.counts, seen: new Set(), waiting: [] });
      }
    }
  }

  /** Other writes that may be the last one of an object, where those of the objects before it are as they are. */
  #findLast(graph: Graph, fork: Fork, place: number): void {
    fork.seen.add(nameOf(fork.object, graph.lastWrite(fork.object)));
    const last = new Map<number, Event | null>();
    for (const { object, read } of this.#forks.slice(0, place)) {
      if (read === null) {
        last.set(object, graph.lastWrite(object));
      }
    }
    for (const write of writesOf(graph, fork.object)) {
      last.set(fork.object, write);
      this.#offer(fork, nameOf(fork.object, write), { graph, counts: graph.counts, sources: new Map(), last });
    }
  }

  /** Other writes that a read may read from, where all before it is as it is. */
  #findSources(graph: Graph, fork: Fork, recent: ReadonlySet<Event>): void {
    const read = graph.at(fork.read!.task, fork.read!.number);
    const isFirst = fork.seen.size === 0;
    if (isFirst) {
      const counts = union(fork.before, single(read));
      fork.seen.add(keyOf({ graph, counts, sources: new Map(), last: new Map() }, fork.before));
      this.#offerSource(graph, fork, read, null, null);
    }
    for (const write of writesOf(graph, read.object)) {
      const isKnown = !isFirst && !write.reads && !recent.has(write);
      if (!isKnown && !has(graph.pastOf(write.task, write.number - 1), read)) {
        this.#findWays(graph, fork, read, write);
      }
    }
  }

  /** From `write`, which may have to read from something else itself, so that `read` does not come before it. */
  #findWays(graph: Graph, fork: Fork, read: Event, write: Event): void {
    if (!write.reads || has(fork.before, write)) {
      this.#offerSource(graph, fork, read, write, write.source);
      return;
    }
    this.#offerSource(graph, fork, read, write, null);
    for (const source of writesOf(graph, write.object)) {
      if (!has(source.past, read) && !has(source.past, write)) {
        this.#offerSource(graph, fork, read, write, source);
      }
    }
  }

  /** `read` from `write`, which reads from `source` if it reads. */
  #offerSource(graph: Graph, fork: Fork, read: Event, write: Event | null, source: Event | null): void {
    const sources = new Map<Event, Event | null>([[read, write]]);
    let counts = fork.before;
    if (write !== null) {
      counts = union(counts, union(graph.pastOf(write.task, write.number - 1), source?.past ?? []));
      if (write.reads) {
        sources.set(write, source);
      }
      counts = union(counts, single(write));
    }
    if (has(counts, read)) {
      return;
    }
    const wanted = { graph, counts: union(counts, single(read)), sources, last: new Map() };
    this.#offer(fork, keyOf(wanted, fork.before), wanted);
  }

  #offer(fork: Fork, key: string, wanted: Wanted): void {
    if (fork.seen.has(key)) {
      return;
    }
    fork.seen.add(key);
    const witness = new Witness(wanted);
    if (witness.find()) {
      fork.waiting.push(witness.order);
    }
  }
}

function writesOf(graph: Graph, object: number): Event[] {
  return graph.events.filter((event) => event.writes && event.object === object);
}

function single(event: Event): Counts {
  return Array.from({ length: event.task + 1 }, (_, task) => (task === event.task ? event.number : 0));
}

/** What a way on adds to what was before the fork: which steps, and where they read from. */
function keyOf({ graph, counts, sources }: Wanted, before: Counts): string {
  const parts: string[] = [];
  for (const [task, count] of counts.entries()) {
    for (let number = (before[task] ?? 0) + 1; number <= count; number++) {
      const event = graph.at(task, number);
      const source = sources.has(event) ? sources.get(event)! : event.source;
      parts.push(`${task}:${number}<${nameOf(event.object, source)}`);
    }
  }
  return parts.join(" ");
}
