import type { Op } from "./op.ts";
import type { Shared } from "./shared.ts";
import type { World } from "./world.ts";

/** The body of a task: a generator that asks for ops. `R` is what it returns to a `yield*`. */
export type Task<R = void> = Generator<Op, R, void>;

/** What a strategy may see of a task. */
export interface TaskView {
  readonly id: number;
  readonly name: string;
  /** The op it is about to perform; never null while the task is enabled. */
  readonly pending: Op | null;
  /** Id of the task that spawned it, or -1 if the run began with it. */
  readonly parent: number;
}

/** One thread of control while it runs. Objects are reused from run to run. */
export class TaskState implements TaskView {
  readonly id: number;
  readonly world: World;
  name: string;
  body: Task | null;
  pending: Op | null;
  /** Depth of contexts that must not sleep: spinlocks, rwlocks, RCU read sections, preemption off. */
  atomic: number;
  /** Locks held, in the order in which they were taken. */
  readonly held: Shared[];
  /** Nesting of RCU / SRCU read sections, keyed by domain id. */
  readonly sections: number[];
  steps: number;
  /** Steps that others had made when it began the turn of a spin loop that it is in; -1 before its second turn. */
  relaxed: number;
  parent: number;
  /** How many ops had been performed when it was spawned. */
  bornAt: number;

  constructor(world: World, id: number) {
    this.world = world;
    this.id = id;
    this.name = "";
    this.body = null;
    this.pending = null;
    this.atomic = 0;
    this.held = [];
    this.sections = [];
    this.steps = 0;
    this.relaxed = -1;
    this.parent = -1;
    this.bornAt = 0;
  }

  start(name: string, body: Task): void {
    this.name = name;
    this.body = body;
    this.pending = null;
    this.atomic = 0;
    // Setting a length is slow even where it changes nothing.
    if (this.held.length > 0) {
      this.held.length = 0;
    }
    if (this.sections.length > 0) {
      this.sections.length = 0;
    }
    this.steps = 0;
    this.relaxed = -1;
  }
}
