import { ACQUIRE, READ, RELEASE, SHARED, WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import type { TaskView } from "../core/task.ts";

/** Called with the sites of two ops that conflict, of different tasks, which nothing else orders. */
export type OnRace = (earlier: number, later: number) => void;

interface Access {
  readonly task: number;
  /** How many ops its task had performed, this one included. */
  readonly number: number;
  readonly site: number;
  readonly takesLock: boolean;
}

/** What a run has done to one object. */
class History {
  run = -1;
  lastWrite: Access | null = null;
  /** The last read of each task since then. */
  readonly reads: Access[] = [];
  /** What writers know, and what readers know: joined into the clocks of those who come after. */
  readonly written: number[] = [];
  readonly read: number[] = [];

  begin(run: number): void {
    this.run = run;
    this.lastWrite = null;
    this.reads.length = 0;
    this.written.length = 0;
    this.read.length = 0;
  }
}

/**
 * Finds the races of a run that another schedule could turn round, by vector clocks: all conflicting ops order their tasks,
 * and a race is a conflict with an op that nothing else orders before (Flanagan and Godefroid, POPL 2005). What a lock
 * protects does not race; the ops that take the lock do. A child is taken to know all that its parent did before the
 * child's first op, so a race between the two may be missed.
 */
export class Races {
  readonly #onRace: OnRace;
  readonly #histories: History[] = [];
  /** By task id: how many ops of each task it knows of. */
  readonly #clocks: number[][] = [];
  /** Tasks whose clocks belong to this run. */
  #tasks = 0;
  #run = 0;

  constructor(onRace: OnRace) {
    this.#onRace = onRace;
  }

  /** Forgets the run before. */
  begin(): void {
    this.#run++;
    this.#tasks = 0;
  }

  /** Wants each op of the run, in order. */
  performed(op: Op, { parent }: TaskView, site: number): void {
    const clock = this.#clockOf(op.task, parent);
    const history = this.#historyOf(op.object.id);
    const writes = (op.kind.access & WRITE) !== 0;
    const unlocks = isUnlock(op, history);
    if (!unlocks) {
      this.#judge(writes, clock, history, site);
    }
    join(clock, history.written);
    if (writes) {
      join(clock, history.read);
    }
    const number = ++clock[op.task]!;
    join(writes ? history.written : history.read, clock);
    if (!unlocks) {
      note(writes, history, { task: op.task, number, site, takesLock: takesLock(op) });
    }
  }

  #judge(writes: boolean, clock: readonly number[], { lastWrite, reads }: History, site: number): void {
    if (lastWrite !== null && isNews(lastWrite, clock)) {
      this.#onRace(lastWrite.site, site);
    }
    if (!writes) {
      return;
    }
    for (const read of reads) {
      if (isNews(read, clock)) {
        this.#onRace(read.site, site);
      }
    }
  }

  #clockOf(task: number, parent: number): number[] {
    while (this.#tasks <= task) {
      this.#clocks[this.#tasks] ??= [];
      this.#clocks[this.#tasks++]!.length = 0;
    }
    const clock = this.#clocks[task]!;
    if (clock.length === 0) {
      join(clock, parent < 0 ? [] : this.#clocks[parent]!);
    }
    while (clock.length <= task) {
      clock.push(0);
    }
    return clock;
  }

  #historyOf(object: number): History {
    while (this.#histories.length <= object) {
      this.#histories.push(new History());
    }
    const history = this.#histories[object]!;
    if (history.run !== this.#run) {
      history.begin(this.#run);
    }
    return history;
  }
}

function note(writes: boolean, history: History, access: Access): void {
  const { reads } = history;
  if (writes) {
    history.lastWrite = access;
    reads.length = 0;
    return;
  }
  const known = reads.findIndex(({ task }) => task === access.task);
  reads[known < 0 ? reads.length : known] = access;
}

function isNews({ task, number }: Access, clock: readonly number[]): boolean {
  return (clock[task] ?? 0) < number;
}

function takesLock({ kind }: Op): boolean {
  return (kind.access & (READ | WRITE | ACQUIRE)) === (WRITE | ACQUIRE);
}

/** To give up a lock cannot come after what waits for it: the op that took it stands for both. */
function isUnlock({ kind, task }: Op, { lastWrite }: History): boolean {
  const { access } = kind;
  if ((access & (RELEASE | SHARED)) === (RELEASE | SHARED)) {
    return true;
  }
  const stores = (access & (READ | WRITE | RELEASE)) === (WRITE | RELEASE);
  return stores && lastWrite !== null && lastWrite.takesLock && lastWrite.task === task;
}

function join(into: number[], from: readonly number[]): void {
  for (let i = 0; i < from.length; i++) {
    if (i >= into.length) {
      into.push(from[i]!);
    } else if (from[i]! > into[i]!) {
      into[i] = from[i]!;
    }
  }
}
