import type { Observer } from "../core/observer.ts";
import { BLOCKED, OVERWRITES, SPINS, WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import { replay } from "../core/replay.ts";
import { scheduleOf } from "../core/schedule.ts";
import type { Strategy } from "../core/strategy.ts";
import type { TaskState, TaskView } from "../core/task.ts";
import type { World } from "../core/world.ts";
import type { Runner } from "./runner.ts";

/** Turns in vain that a loop is made to take where it is met first, and where it is met again or in other runs. */
const FIRST = 1_000;
const AGAIN = 3;
/** The first runs of a program of which all are tried. */
const MANY = 16;
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
export function badSpinOf(runner: Runner, turns: number): BadSpin | null {
  const rehearsal = new Rehearsal(runner.choices, Math.min(runner.steps, LONGEST), turns);
  runner.again({ claims: new Set(), observers: [rehearsal], maxSteps: Number.POSITIVE_INFINITY }).run(rehearsal);
  return rehearsal.fault;
}

/**
 * How many turns in vain to try in the runs with loops that spin, by number from 1; 0 if none: ever fewer, since a loop shows
 * early if it ever does; and some in the first run that ends in a deadlock, since a task may wait there for an object that is
 * not what its loop waits for.
 */
export function turnsToTry(number: number, isFirstDeadlock: boolean): number {
  const isSeldom = (number & (number - 1)) === 0;
  return isSeldom ? FIRST : number <= MANY || isFirstDeadlock ? AGAIN : 0;
}

/** A turn after `cpu_relax`, for which nothing new has been there, and the turn before it. */
interface VainTurn {
  readonly on: Op;
  readonly before: readonly Op[];
}

class Rehearsal implements Observer, Strategy {
  readonly name = "rehearsal";
  readonly everyStep = true;
  fault: BadSpin | null = null;
  readonly #replay: Strategy;
  /** Turns in vain where a loop is met first. */
  readonly #turnsWanted: number;
  /** Steps of the run that are still to be repeated. */
  #left: number;
  /** By task: what it has done since it relaxed last. */
  readonly #turns: Op[][] = [];
  readonly #met = new Set<string>();
  /** By object: the tasks that have looked at it since somebody else wrote it. */
  readonly #seen: Set<number>[] = [];
  /** By task: the turn that it is in, if that is in vain so far. */
  readonly #vain: (VainTurn | null)[] = [];
  /** Who takes turns in vain at the moment, what its last turn was and its present one is, and how many there are yet to be. */
  #spinner: TaskState | null = null;
  #on: Op | null = null;
  #before: readonly Op[] = [];
  #now: Op[] = [];
  #taken = 0;
  #wanted = 0;
  #wasReady = false;
  /** Whether it has looked, in the turn before the first, at what the object still holds. */
  #hadLooked = false;

  constructor(choices: readonly number[], steps: number, turns: number) {
    this.#turnsWanted = turns;
    this.#replay = replay(scheduleOf(choices));
    this.#left = steps;
  }

  begin(): boolean {
    return true;
  }

  pick(enabled: readonly TaskView[], count: number, current: number): number {
    if (this.fault !== null || (this.#left === 0 && this.#spinner === null)) {
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
      if (this.#spinner !== null) {
        this.#giveUp();
      }
      return;
    }
    const spins = (op.kind.access & SPINS) !== 0;
    this.#see(op, task);
    if (this.#spinner !== null) {
      this.#rehearse(op, spins, task, world);
      return;
    }
    const turn = (this.#turns[task.id] ??= []);
    if (spins) {
      this.#vain[task.id] = this.#hasLooked(task, op, turn) ? { on: op, before: turn } : null;
      this.#turns[task.id] = [];
    } else {
      turn.push(op);
      this.#watch(task);
    }
    const { pending } = task;
    if (pending !== null && (pending.kind.access & SPINS) !== 0) {
      this.#start(task, pending, turn);
    }
  }

  #see({ kind: { access }, object }: Op, { id }: TaskState): void {
    if ((access & WRITE) !== 0) {
      this.#seen[object.id]?.clear();
      this.#vain.forEach((turn, task) => {
        this.#vain[task] = turn?.on.object === object ? null : turn;
      });
    }
    const seen = (this.#seen[object.id] ??= new Set());
    if ((access & (OVERWRITES | SPINS)) === 0) {
      seen.add(id);
    }
  }

  #start(task: TaskState, on: Op, turn: readonly Op[]): void {
    const key = `${task.id} ${on.object.id}`;
    this.#wanted = this.#met.has(key) ? AGAIN : this.#turnsWanted;
    this.#met.add(key);
    this.#spinner = task;
    this.#on = on;
    this.#before = turn;
    this.#now = [];
    this.#taken = 0;
    this.#hadLooked = this.#hasLooked(task, on, turn);
    this.#wasReady = on.kind.ready!(on, task);
    on.stage = -1;
  }

  /** Whether a task has looked at the object in this turn, and at what it still holds. */
  #hasLooked({ id }: TaskState, { object }: Op, turn: readonly Op[]): boolean {
    const looks = turn.some((op) => op.object === object && (op.kind.access & OVERWRITES) === 0);
    return looks && this.#seen[object.id]?.has(id) === true;
  }

  /** What a task does after it has relaxed, as the run has it. */
  #watch(task: TaskState): void {
    const vain = this.#vain[task.id] ?? null;
    if (vain !== null && !isBackAt(vain.on, task.pending) && !couldFollow(vain.before, task.pending)) {
      this.fault = { task: task.name, reason: sentence(task, vain.on, 0) };
    }
  }

  #rehearse(op: Op, spins: boolean, task: TaskState, world: World): void {
    if (!spins) {
      this.#now.push(op);
    }
    const { pending } = task;
    const isBack = isBackAt(this.#on!, pending);
    const couldGoOn = isBack || !this.#hadLooked || couldFollow(this.#before, pending);
    if (this.#taken === 0 ? !couldGoOn : !this.#isLikeBefore(pending, isBack)) {
      this.fault = { task: task.name, reason: sentence(task, this.#on!, this.#taken) };
    } else if (isBack) {
      this.#endTurn(task, pending!, world);
    } else if (this.#now.length > LONGEST) {
      this.#giveUp();
    }
  }

  #giveUp(): void {
    this.#spinner = null;
    this.#left = 0;
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

  #isLikeBefore(pending: Op | null, isBack: boolean): boolean {
    const at = this.#now.length;
    const last = this.#now.at(-1);
    const expected = this.#before[at];
    const isAsked = expected === undefined ? isBack : pending !== null && isSame(expected, pending);
    return isAsked && (last === undefined || last.value === this.#before[at - 1]!.value);
  }
}

function isBackAt(on: Op, pending: Op | null): boolean {
  return pending !== null && pending.kind === on.kind && pending.object === on.object;
}

/**
 * Whether a task may go on so after a turn. What came before the first turn need not all belong to the loop. Where nobody has
 * written the object since the task has looked at it, what others have written besides must not end the loop either.
 */
function couldFollow(before: readonly Op[], pending: Op | null): boolean {
  const isRead = pending !== null && (pending.kind.access & WRITE) === 0 && pending.kind.ready === null;
  return pending !== null && (isRead || before.some((op) => isSame(op, pending)));
}

function sentence({ name, pending }: TaskState, { object: { label } }: Op, taken: number): string {
  const next = pending === null ? "to end" : `to ${pending.kind.describe(pending, undefined)}`;
  const turns = taken === 0 ? "a turn" : `${taken + 1} turns`;
  return (
    `${name} goes on ${next} after ${turns} of a loop with cpu_relax(${label}) in which nobody wrote ${label}: ` +
    `where a loop counts its turns, or something else ends it, write udelay(${label}) instead`
  );
}

function isSame(one: Op, other: Op): boolean {
  return one.kind === other.kind && one.object === other.object && one.a === other.a && one.b === other.b;
}
