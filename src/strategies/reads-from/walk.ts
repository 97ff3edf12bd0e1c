import { OVERWRITES, READ, WRITE } from "../../core/op.ts";
import type { Op } from "../../core/op.ts";
import type { Shared } from "../../core/shared.ts";
import type { TaskView } from "../../core/task.ts";
import { Forks } from "./forks.ts";
import type { Way } from "./forks.ts";
import { Graph } from "./graph.ts";

/** Walks the reads-from classes of a program, one a run: follows a way that was found, then takes tasks in order. */
export class ReadsFromWalk {
  /** Whether every class has been run. */
  over = false;
  /** Whether a run was stopped before its end, so that what comes after is not known. */
  cut = false;
  /** Whether the program does something else than to load, to store, and both at once. */
  unfit = false;
  readonly #forks: Forks;
  #way: Way | null = null;
  #graph = new Graph();
  #isRunning = false;
  /** Null until the first step of a run. */
  #world: Shared["world"] | null = null;

  constructor(ends: boolean) {
    this.#forks = new Forks(ends);
  }

  begin(): boolean {
    this.end();
    this.#graph = new Graph();
    this.#world = null;
    this.#isRunning = !this.over;
    return !this.over;
  }

  pick(enabled: readonly TaskView[], count: number): number {
    this.#world = enabled[0]!.pending!.object.world;
    const planned = this.#way?.order[this.#graph.events.length];
    const place = planned === undefined ? 0 : placeOf(planned, enabled, count);
    if (place >= 0 && !this.unfit) {
      this.#take(enabled[place]!, planned === undefined);
    }
    return this.unfit ? 0 : place;
  }

  choose(): number {
    this.unfit = true;
    return 0;
  }

  end(): void {
    if (!this.#isRunning || this.unfit) {
      return;
    }
    this.#isRunning = false;
    this.cut ||= this.#world?.tasks.some(({ id, pending }) => id < this.#world!.taskCount && pending !== null) ?? false;
    this.#forks.finish(this.#graph, this.#way);
    this.#way = this.#forks.next();
    this.over = this.#way === null;
  }

  #take(task: TaskView, byDefault: boolean): void {
    const op = task.pending!;
    if (task.parent >= 0 || !isFit(op)) {
      this.unfit = true;
      return;
    }
    const { access } = op.kind;
    const before = this.#graph.counts;
    const reads = (access & OVERWRITES) === 0;
    const event = this.#graph.add(task.id, op.object.id, reads, (access & WRITE) !== 0);
    if (byDefault && reads) {
      this.#forks.addRead(event, before);
    }
  }
}

function isFit({ kind, object }: Op): boolean {
  const isAccess = (kind.access & (READ | WRITE)) !== 0;
  return (
    isAccess && kind.ready === null && kind.also === undefined && kind.memory === undefined && object.owner === null
  );
}

function placeOf(task: number, enabled: readonly TaskView[], count: number): number {
  for (let i = 0; i < count; i++) {
    if (enabled[i]!.id === task) {
      return i;
    }
  }
  return -1;
}
