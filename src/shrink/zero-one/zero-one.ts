import { BLOCKED } from "../../core/op.ts";
import type { Op } from "../../core/op.ts";
import type { Strategy } from "../../core/strategy.ts";
import type { TaskState, TaskView } from "../../core/task.ts";
import type { World } from "../../core/world.ts";
import { blend } from "../../strategies/sites.ts";
import type { Meter } from "../meter.ts";
import { Circling } from "./circling.ts";
import { CostTable } from "./cost-table.ts";
import { Frontier, pack, unpack } from "./frontier.ts";
import { PrivateReads } from "./private-reads.ts";
import { StateHash } from "./state-hash.ts";
import type { StateHashOptions } from "./state-hash.ts";

export interface ZeroOneOptions extends StateHashOptions {
  /** Preemptions in one run at most. */
  readonly bound: number;
  /** Whether to leave out preemptions before reads of what nobody else writes: they can only save steps. */
  readonly sparing: boolean;
  /** Whether to run on where all tasks spin for ever. */
  readonly endless: boolean;
  /** Runs are given up after so many steps. */
  readonly maxSteps: number;
  /** How every run begins. */
  readonly prefix: readonly number[];
}

const SWITCHES = 0x10000;

/** Preemptions, and among as many switches, as one number. */
export function costOf({ preemptions, switches }: { preemptions: number; switches: number }): number {
  return preemptions * SWITCHES + Math.min(switches, SWITCHES - 1);
}

/**
 * The shortest way to a break: a 0-1 search, in which to preempt costs 1 and to go on costs nothing, then by switches. A
 * run repeats the cheapest schedule that branched off from an earlier one and goes on at no cost; whatever state it meets
 * that was reached before, about to run the same task and at no higher cost, it goes no further (happens-before caching:
 * Musuvathi and Qadeer 2007; here states are told by what tasks have seen). The first break has the fewest preemptions.
 */
export class ZeroOne implements Strategy {
  readonly name = "zero-one";
  /** Branches that cost more are not run: set it to the cost of what is to be beaten. */
  limit = Number.POSITIVE_INFINITY;
  /** Whether the last run was given up, at a state that was known or at the limit. */
  pruned = false;
  /** Whether a run was given up for its length. */
  short = false;
  /** Whether preemptions were left out because of the bound, and branches because they did not fit. */
  deeper = false;
  overflown = false;
  readonly #meter: Meter;
  readonly #bound: number;
  readonly #sparing: boolean;
  readonly #maxSteps: number;
  readonly #circling: Circling | null;
  readonly #hash: StateHash;
  readonly #costs = new CostTable();
  readonly #frontier = new Frontier();
  readonly #reads = new PrivateReads();
  #began = false;
  #run = 0;
  #known: readonly number[];
  #at = 0;
  #chosen = 0;
  #tasks = 0;
  #last = -1;
  #steps = 0;

  constructor(meter: Meter, { bound, sparing, endless, maxSteps, prefix, ordered }: ZeroOneOptions) {
    this.#meter = meter;
    this.#bound = bound;
    this.#sparing = sparing;
    this.#maxSteps = maxSteps;
    this.#known = prefix;
    this.#hash = new StateHash({ ordered });
    this.#circling = endless ? new Circling(this.#hash) : null;
  }

  get exhausted(): boolean {
    return this.#began && !this.#hasMore && !this.overflown;
  }

  /** Preemptions below which no schedule breaks anything. */
  get settled(): number {
    const { least } = this.#frontier;
    return Math.min(this.#bound + 1, Math.floor(least / SWITCHES));
  }

  begin(): boolean {
    this.#at = 0;
    this.#chosen = 0;
    this.#tasks = 0;
    this.#last = -1;
    this.#steps = 0;
    this.pruned = false;
    this.#hash.begin();
    this.#circling?.begin();
    if (!this.#began) {
      this.#began = true;
      this.#run = this.#frontier.startRun(-1, 0);
      for (const choice of this.#known) {
        this.#frontier.note(choice);
      }
      return true;
    }
    if (!this.#hasMore) {
      return false;
    }
    const branch = this.#frontier.pop();
    const { run, position } = unpack(branch);
    this.#known = this.#frontier.choicesOf(branch);
    this.#run = this.#frontier.startRun(run, position);
    this.#frontier.note(this.#known[position]!);
    return true;
  }

  get #hasMore(): boolean {
    return this.#frontier.least <= Math.min(this.limit, Number.MAX_SAFE_INTEGER);
  }

  pick(enabled: readonly TaskView[], count: number, current: number): number {
    if (this.#tasks === 0) {
      this.#start(enabled[0]!.pending!.object.world);
    }
    const at = this.#at++;
    if (at < this.#known.length) {
      return placeOf(this.#known[at]!, enabled, count);
    }
    if (this.#steps >= this.#maxSteps) {
      this.pruned = true;
      this.short = true;
      return -1;
    }
    const chosen = current >= 0 ? current : this.#nextInTurn(enabled, count);
    if (this.#circling?.isUnderWay === true) {
      return this.#goRound(enabled[chosen]!.id, chosen);
    }
    for (let i = 0; i < count; i++) {
      if (i !== chosen) {
        this.#offer(at, enabled[i]!, current < 0 ? null : enabled[current]!);
      }
    }
    const { id } = enabled[chosen]!;
    const cost = this.#costTo(id, 0);
    const isNews = cost <= this.limit && this.#isNews(id, cost);
    if (!isNews && cost <= this.limit && this.#circling?.start(enabled, count, this.#steps) === true) {
      return chosen;
    }
    if (!isNews) {
      this.pruned = true;
      return -1;
    }
    this.#frontier.note(id);
    return chosen;
  }

  choose(width: number): number {
    const at = this.#at++;
    let value = 0;
    if (this.#circling?.isUnderWay === true) {
      value = 0;
    } else if (at < this.#known.length) {
      value = Math.min(this.#known[at]!, width - 1);
    } else {
      for (let other = 1; other < width; other++) {
        this.#push(at, other, costOf(this.#meter));
      }
      this.#frontier.note(0);
    }
    this.#chosen = blend(this.#chosen, value + 1);
    return value;
  }

  /** Told of each step of the run. */
  step(op: Op, task: TaskState, result: unknown, world: World, told: boolean): void {
    if (this.#tasks === 0) {
      this.#start(world);
    }
    const spawned = world.taskCount !== this.#tasks;
    this.#tasks = world.taskCount;
    this.#circling?.note(op, task.id);
    this.#hash.add(op, task.id, result, result === BLOCKED, this.#chosen, spawned, told);
    this.#chosen = 0;
    this.#last = task.id;
    this.#steps++;
    if (this.#sparing) {
      for (const { low, high, cost, costWithSteps, branch } of this.#reads.note(op, task.id, told || spawned)) {
        if (this.#costs.lower(low, high, costWithSteps)) {
          this.#frontier.push(branch, cost);
        }
      }
    }
  }

  /** Nothing branches off from here: the state is known. */
  #goRound(task: number, place: number): number {
    if (this.#circling!.goesOn(task, this.#tasks, this.#steps)) {
      return place;
    }
    this.pruned = true;
    return -1;
  }

  #start(world: World): void {
    this.#tasks = world.taskCount;
    this.#reads.begin(world.objects);
  }

  /** A switch to a task that is not the next one in turn, away from `current` if that could go on. */
  #offer(at: number, { id }: TaskView, current: TaskView | null): void {
    const preemptions = current === null ? 0 : 1;
    const cost = this.#costTo(id, preemptions);
    if (this.#meter.preemptions + preemptions > this.#bound) {
      this.deeper = true;
    } else if (cost <= this.limit) {
      if (this.#sparing && current !== null && this.#reads.has(current.pending!, current.id)) {
        this.#park(at, id, cost, current);
      } else if (this.#isNews(id, cost)) {
        this.#push(at, id, cost);
      }
    }
  }

  #park(at: number, id: number, cost: number, current: TaskView): void {
    const branch = pack(this.#run, at, id);
    const key = { low: this.#hash.low, high: blend(this.#hash.high, id) };
    if (branch === null) {
      this.overflown = true;
    } else {
      this.#reads.park(current.pending!.object.id, {
        task: current.id,
        branch,
        cost,
        costWithSteps: this.#withSteps(cost),
        ...key,
      });
    }
  }

  #isNews(id: number, cost: number): boolean {
    return this.#costs.lower(this.#hash.low, blend(this.#hash.high, id), this.#withSteps(cost));
  }

  #push(at: number, value: number, cost: number): void {
    const branch = pack(this.#run, at, value);
    if (branch === null) {
      this.overflown = true;
    } else if (cost <= this.limit) {
      this.#frontier.push(branch, cost);
    }
  }

  #costTo(id: number, preemptions: number): number {
    const { switches } = this.#meter;
    const switched = this.#last >= 0 && this.#last !== id ? 1 : 0;
    return costOf({ preemptions: this.#meter.preemptions + preemptions, switches: switches + switched });
  }

  /** Of two ways to a state that are as good, the one with fewer steps. */
  #withSteps(cost: number): number {
    return cost * SWITCHES + Math.min(this.#steps, SWITCHES - 1);
  }

  /** The next one by id, around: tasks that only wait for each other to go on do not keep a third one from it. */
  #nextInTurn(enabled: readonly TaskView[], count: number): number {
    for (let i = 0; i < count; i++) {
      if (enabled[i]!.id > this.#last) {
        return i;
      }
    }
    return 0;
  }
}

function placeOf(task: number, enabled: readonly TaskView[], count: number): number {
  for (let i = 0; i < count; i++) {
    if (enabled[i]!.id === task) {
      return i;
    }
  }
  return -1;
}
