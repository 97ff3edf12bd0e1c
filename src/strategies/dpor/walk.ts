import { JOINS, SPINS, WAITS } from "../../core/op.ts";
import type { Op } from "../../core/op.ts";
import type { Shared } from "../../core/shared.ts";
import type { TaskState, TaskView } from "../../core/task.ts";
import { Backtrack } from "./backtrack.ts";
import { DefaultOrder } from "./default-order.ts";
import { Footprints } from "./footprints.ts";
import { History } from "./history.ts";
import { Path } from "./path.ts";
import { Places } from "./places.ts";
import { Plan } from "./plan.ts";
import { Preemptions } from "./preemptions.ts";
import { Races } from "./races.ts";
import { Recorder } from "./recorder.ts";
import { Reversals } from "./reversals.ts";
import { FREE, NONE, Steps, SURE, WHILE_FREE } from "./steps.ts";

/** Walks the traces of a program, one a run: follows the plan, then the default order, and takes in what happens. */
export class Walk {
  /** Whether every trace has been run. */
  over = false;
  /** Whether a run was stopped before its end, so that what comes after is not known. */
  cut = false;
  readonly #steps = new Steps();
  readonly #path = new Path(this.#steps);
  readonly #history = new History(this.#steps);
  readonly #footprints = new Footprints(this.#steps);
  readonly #reversals = new Reversals(this.#steps);
  readonly #places = new Places(this.#steps, this.#history);
  readonly #preemptions: Preemptions;
  readonly #recorder: Recorder;
  readonly #order = new DefaultOrder(this.#steps, this.#places, this.#path);
  readonly #plan = new Plan();
  readonly #backtrack = new Backtrack(this.#steps, this.#path, this.#history, this.#reversals, this.#plan);
  /** Depth of the step under way, and how far its choices have come. */
  #depth = 0;
  #choice = 0;
  /** Choices inside a new step, values and bounds in turns. */
  #chosen: number[] | null = null;
  #world: Shared["world"] | null = null;
  #isRunning = false;
  /** Whether all tasks that are left spin in vain: what they still do is not taken in. */
  #isIdle = false;

  /** Reversals that can only lead to more than `bound` preemptions are left out. */
  constructor(bound: number) {
    this.#preemptions = new Preemptions(bound, this.#steps);
    const races = new Races(this.#steps, this.#history, this.#places, this.#reversals, this.#preemptions);
    this.#recorder = new Recorder(this.#steps, this.#path, this.#footprints, this.#history, races);
  }

  /** Whether something was left out because of the bound. */
  get bounded(): boolean {
    return this.#preemptions.refused;
  }

  /** Steps kept at the moment. */
  get size(): number {
    return this.#steps.count;
  }

  begin(): boolean {
    this.end();
    if (this.over) {
      return false;
    }
    this.#isRunning = true;
    this.#isIdle = false;
    this.#world = null;
    this.#depth = 0;
    this.#choice = 0;
    this.#footprints.begin();
    if (this.#plan.known === 0) {
      const root = this.#path.add(NONE, NONE);
      this.#steps.clocks.fill(0, root * this.#steps.width, (root + 1) * this.#steps.width);
      this.#plan.apply(this.#steps, root, 0);
    }
    return true;
  }

  pick(enabled: readonly TaskView[], count: number): number {
    if (this.#isIdle) {
      return 0;
    }
    if (this.#world === null) {
      this.#start(enabled[0]!.pending!.object.world);
    } else {
      this.#record();
    }
    this.#depth++;
    this.#choice = 0;
    return this.#depth < this.#plan.known ? this.#follow(enabled, count) : this.#extend(enabled, count);
  }

  choose(bound: number): number {
    if (this.#isIdle) {
      return 0;
    }
    const settled = this.#steps.choices[this.#path.at(this.#depth)]!;
    const at = this.#choice;
    this.#choice += 2;
    if (at < settled.length) {
      return settled[at]! < bound ? settled[at]! : NONE;
    }
    this.#chosen ??= [...settled];
    this.#chosen.push(0, bound);
    return 0;
  }

  end(): void {
    if (!this.#isRunning) {
      return;
    }
    if (this.#world === null) {
      this.#keepChoices();
    } else if (this.#isIdle) {
      this.cut ||= !isStuck(this.#world);
    } else {
      this.#record();
      this.#finish(this.#world);
    }
    this.#isRunning = false;
    this.over = !this.#backtrack.turn();
  }

  /** Setup is done. */
  #start(world: Shared["world"]): void {
    this.#world = world;
    this.#keepChoices();
    if (this.#plan.known === 0) {
      this.#history.begin(this.#path.end, world.taskCount);
    }
  }

  /** The same step as in a run before. */
  #follow(enabled: readonly TaskView[], count: number): number {
    const step = this.#path.at(this.#depth);
    const place = this.#steps.place[step]!;
    if (place >= count || enabled[place]!.id !== this.#steps.task[step]!) {
      return NONE;
    }
    this.#places.ops[this.#depth] = enabled[place]!.pending!;
    return place;
  }

  /** A new step: as planned, then by default. */
  #extend(enabled: readonly TaskView[], count: number): number {
    const planned = this.#depth - this.#plan.known;
    const isPlanned = planned < this.#plan.size;
    const place = isPlanned ? placeOf(this.#plan.tasks[planned]!, enabled, count) : this.#order.pick(enabled, count);
    if (place === NONE) {
      return isPlanned ? NONE : this.#giveUp();
    }
    const view = enabled[place]!;
    const op = view.pending!;
    const step = this.#path.add(view.id, place);
    this.#path.noteEnabled(enabled, count);
    this.#steps.marks[step]! |= (op.object.free ? FREE : 0) | this.#mobilityOf(view, op);
    if (isPlanned) {
      this.#plan.apply(this.#steps, step, planned);
    }
    this.#places.ops[this.#depth] = op;
    return place;
  }

  /** When a task could take a step. An op without WAITS can be taken when it comes, and may have to wait then. */
  #mobilityOf(task: TaskView, op: Op): number {
    const { access, ready } = op.kind;
    if (ready === null) {
      return SURE;
    }
    if ((access & (JOINS | SPINS | WAITS)) !== 0) {
      return (access & WAITS) === 0 ? 0 : WHILE_FREE;
    }
    const last = this.#steps.depth[this.#history.last[task.id]!]!;
    return this.#places.ops[last] === op ? 0 : SURE;
  }

  /** All tasks that are left spin in vain. */
  #giveUp(): number {
    this.#depth--;
    this.#finish(this.#world!);
    this.#isIdle = true;
    return 0;
  }

  /** The step under way has been performed. */
  #record(): void {
    const op = this.#places.ops[this.#depth]!;
    if (this.#depth < this.#plan.known) {
      this.#footprints.follow(op);
      return;
    }
    if (this.#depth > 0) {
      this.#keepChoices();
      const isLast = this.#world!.steps === this.#depth;
      this.#recorder.record(op, isLast ? this.#world!.taskCount - this.#history.tasks : 0);
    }
  }

  #keepChoices(): void {
    if (this.#chosen !== null) {
      this.#steps.choices[this.#path.end] = this.#chosen;
      this.#chosen = null;
    }
  }

  #finish(world: Shared["world"]): void {
    if (world.steps > this.#depth || this.#couldGoOn(world)) {
      this.cut = true;
      return;
    }
    for (let id = 0; id < world.taskCount; id++) {
      if (world.tasks[id]!.pending !== null) {
        this.#recorder.recordWaiting(world.tasks[id]!);
      }
    }
  }

  #couldGoOn(world: Shared["world"]): boolean {
    for (let id = 0; id < world.taskCount; id++) {
      if (this.#couldStep(world.tasks[id]!)) {
        return true;
      }
    }
    return false;
  }

  #couldStep(task: TaskState): boolean {
    const op = task.pending;
    return op !== null && (op.kind.ready === null || op.kind.ready(op, task)) && !this.#places.spinsInVain(task);
  }
}

/** Whether a task has not ended: if all of them spun in vain, at least one never does. */
function isStuck({ tasks, taskCount }: Shared["world"]): boolean {
  for (let id = 0; id < taskCount; id++) {
    if (tasks[id]!.pending !== null) {
      return true;
    }
  }
  return false;
}

function placeOf(task: number, enabled: readonly TaskView[], count: number): number {
  for (let i = 0; i < count; i++) {
    if (enabled[i]!.id === task) {
      return i;
    }
  }
  return NONE;
}
