import type { Observer } from "../core/observer.ts";
import { BLOCKED, OVERWRITES, SPINS, WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import { replay } from "../core/replay.ts";
import { scheduleOf } from "../core/schedule.ts";
import type { Strategy } from "../core/strategy.ts";
import type { TaskState, TaskView } from "../core/task.ts";
import type { World } from "../core/world.ts";
import type { Runner } from "./runner.ts";

/** Turns in vain that a loop is made to take where it is met first, and where it is met again. */
const FIRST = 1_000;
const AGAIN = 3;
/** Steps of a run, and of one turn, that are looked at. */
const LONGEST = 2_000;

/** What is wrong with a loop that spins, and whose it is. */
export interface BadSpin {
  readonly task: string;
  readonly reason: string;
}

/**
 * Whether the loops of the last run that spin are such as `cpu_relax` is for. Searches leave out what such a loop does
 * while nobody writes the object that it waits for, so it is tried here: the run is repeated, and whenever a task comes to
 * `cpu_relax` it goes on at once, turn after turn, while nobody else steps. Each turn has to be like the one before and lead
 * back to `cpu_relax`; a loop that does anything else has counted, or ends by something else. Null if nothing is wrong.
 */
export function badSpinOf(runner: Runner): BadSpin | null {
  const rehearsal = new Rehearsal(runner.choices, Math.min(runner.steps, LONGEST));
  runner.again({ claims: new Set(), observers: [rehearsal], maxSteps: Number.POSITIVE_INFINITY }).run(rehearsal);
  return rehearsal.fault;
}

/** Of the runs with loops that spin, by number from 1: ever fewer, since a loop shows early if it ever does. */
export function isTimeToRehearse(number: number): boolean {
  return (number & (number - 1)) === 0;
}

class Rehearsal implements Observer, Strategy {
  readonly name = "rehearsal";
  readonly everyStep = true;
  fault: BadSpin | null = null;
  readonly #replay: Strategy;
  /** Steps of the run that are still to be repeated. */
  #left: number;
  /** By task: what it has done since it relaxed last. */
  readonly #turns: Op[][] = [];
  readonly #met = new Set<string>();
  /** Who takes turns in vain at the moment, what its last turn was and its present one is, and how many there are yet to be. */
  #spinner: TaskState | null = null;
  #on: Op | null = null;
  #before: readonly Op[] = [];
  #now: Op[] = [];
  #taken = 0;
  #wanted = 0;
  #wasReady = false;

  constructor(choices: readonly number[], steps: number) {
    this.#replay = replay(scheduleOf(choices));
    this.#left = steps;
  }

  begin(): boolean {
    return true;
  }

  pick(enabled: readonly TaskView[], count: number, current: number): number {
    if (this.#left === 0 || this.fault !== null) {
      return -1;
    }
    if (this.#spinner === null) {
      this.#left--;
      return count === 1 ? 0 : this.#replay.pick(enabled, count, current);
    }
    for (let i = 0; i < count; i++) {
      if (enabled[i]!.id === this.#spinner.id) {
        return i;
      }
    }
    return -1;
  }

  choose(bound: number, object: number): number {
    return this.#spinner === null ? this.#replay.choose(bound, object) : 0;
  }

  step(op: Op, task: TaskState, result: unknown, world: World): void {
    if (result === BLOCKED) {
      this.#left = this.#spinner === null ? this.#left : 0;
      return;
    }
    const spins = (op.kind.access & SPINS) !== 0;
    if (this.#spinner !== null) {
      this.#rehearse(op, spins, task, world);
      return;
    }
    const turn = spins ? [] : (this.#turns[task.id] ?? []);
    this.#turns[task.id] = turn;
    if (!spins) {
      turn.push(op);
    }
    const { pending } = task;
    if (pending !== null && (pending.kind.access & SPINS) !== 0) {
      this.#start(task, pending, turn);
    }
  }

  #start(task: TaskState, on: Op, turn: readonly Op[]): void {
    const key = `${task.id} ${on.object.id}`;
    this.#wanted = this.#met.has(key) ? AGAIN : FIRST;
    this.#met.add(key);
    this.#spinner = task;
    this.#on = on;
    this.#before = turn;
    this.#now = [];
    this.#taken = 0;
    this.#wasReady = on.kind.ready!(on, task);
    on.stage = -1;
  }

  #rehearse(op: Op, spins: boolean, task: TaskState, world: World): void {
    if (!spins) {
      this.#now.push(op);
    }
    const { pending } = task;
    const isBack = pending !== null && pending.kind === this.#on!.kind && pending.object === this.#on!.object;
    const isLike = this.#taken === 0 ? this.#couldGoOn(pending, isBack) : this.#isLikeBefore(pending, isBack);
    if (!isLike) {
      this.fault = { task: task.name, reason: this.#sentence(task, pending) };
    } else if (isBack) {
      this.#endTurn(task, pending, world);
    } else if (this.#now.length > LONGEST) {
      this.#left = 0;
    }
  }

  #endTurn(task: TaskState, pending: Op, world: World): void {
    this.#before = this.#now;
    this.#now = [];
    if (++this.#taken < this.#wanted) {
      pending.stage = -1;
      return;
    }
    pending.stage = this.#wasReady ? -1 : world.steps;
    this.#turns[task.id] = [...this.#before];
    this.#spinner = null;
  }

  /** What came before the first turn need not all belong to the loop, and others may have written since it began. */
  #couldGoOn(pending: Op | null, isBack: boolean): boolean {
    const last = this.#before.at(-1);
    const hasLooked = last !== undefined && last.object === this.#on!.object && (last.kind.access & OVERWRITES) === 0;
    if (isBack || !hasLooked || this.#hasNews()) {
      return true;
    }
    const isRead = pending !== null && (pending.kind.access & WRITE) === 0 && pending.kind.ready === null;
    return pending !== null && (isRead || this.#before.some((op) => isSame(op, pending)));
  }

  /** Whether the first turn has come to another result than the same op did last time. */
  #hasNews(): boolean {
    return this.#now.some((op) => {
      const before = this.#before.findLast((other) => isSame(other, op));
      return before !== undefined && before.value !== op.value;
    });
  }

  #isLikeBefore(pending: Op | null, isBack: boolean): boolean {
    const at = this.#now.length;
    const last = this.#now.at(-1);
    const expected = this.#before[at];
    const isAsked = expected === undefined ? isBack : pending !== null && isSame(expected, pending);
    return isAsked && (last === undefined || last.value === this.#before[at - 1]!.value);
  }

  #sentence({ name }: TaskState, pending: Op | null): string {
    const on = this.#on!.object.label;
    const next = pending === null ? "to end" : `to ${pending.kind.describe(pending, undefined)}`;
    const turns = this.#taken === 0 ? "a turn" : `${this.#taken + 1} turns`;
    return (
      `${name} goes on ${next} after ${turns} of a loop with cpu_relax(${on}) in which nobody wrote ${on}: ` +
      `where a loop counts its turns, or something else ends it, write udelay(${on}) instead`
    );
  }
}

function isSame(one: Op, other: Op): boolean {
  return one.kind === other.kind && one.object === other.object && one.a === other.a && one.b === other.b;
}
