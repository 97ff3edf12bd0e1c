import { describeCrash } from "./crash.ts";
import { Execution } from "./execution.ts";
import type { ExecutionOptions } from "./execution.ts";
import { BLOCKED } from "./op.ts";
import type { Observer } from "./observer.ts";
import type { Op } from "./op.ts";
import type { Outcome, Violation } from "./outcome.ts";
import type { Program, Section } from "./program.ts";
import { replay } from "./replay.ts";
import type { Schedule } from "./schedule.ts";
import type { Strategy } from "./strategy.ts";
import type { TaskState } from "./task.ts";
import type { World } from "./world.ts";

/** Why the column changes: the task before was preempted, waits for something, or has ended. */
export type SwitchReason = "start" | "same" | "preempted" | "blocked" | "ended";

/** One step as people read it. */
export interface TraceStep {
  readonly task: number;
  /** `READ_ONCE(seq) = 3`. */
  readonly text: string;
  /** `READ_ONCE(seq)`: without what came of it, which is another thing in another run. */
  readonly asked: string;
  /** Id and label of the object that the step touched. */
  readonly object: number;
  readonly label: string;
  readonly access: number;
  /** The task was queued and did not get what it asked for. */
  readonly blocked: boolean;
  readonly reason: SwitchReason;
  /** Something inside the op was decided in another than the ordinary way, e.g. an allocation failed. */
  readonly surprise: boolean;
  /** Notes that model code attached while it ran on to its next op, e.g. `frame 7 is freed`. */
  readonly notes: readonly string[];
  /** Labels of the locks each task holds after the step, by task id. */
  readonly held: readonly (readonly string[])[];
  /** The model's own rendering of its state after the step. */
  readonly state: readonly Section[];
}

/** The steps of one execution, for people. */
export interface Trace {
  readonly program: string;
  /** Column headings, by task id. */
  readonly tasks: readonly string[];
  readonly initial: readonly Section[];
  readonly steps: readonly TraceStep[];
  readonly outcome: Outcome;
  readonly violations: readonly Violation[];
  readonly preemptions: number;
  readonly switches: number;
}

/** Re-runs one schedule and writes down every step. */
export function traceOf<S>(program: Program<S>, schedule: Schedule, options: ExecutionOptions = {}): Trace {
  const recorder = new Recorder<S>(program);
  const observers = [...(options.observers ?? []), recorder];
  const execution = new Execution(recorder.program, { ...options, observers });
  const outcome = execution.run(recorder.listen(replay(schedule)));
  return {
    program: program.name,
    tasks: execution.tasks.slice(0, execution.taskCount).map((t) => t.name),
    initial: recorder.initial,
    steps: recorder.steps,
    outcome,
    violations: [...execution.violations],
    preemptions: recorder.steps.filter((s) => s.reason === "preempted").length,
    switches: recorder.steps.filter((s) => s.reason !== "same" && s.reason !== "start").length,
  };
}

class Recorder<S> implements Observer {
  readonly steps: TraceStep[] = [];
  readonly program: Program<S>;
  initial: readonly Section[] = [];
  #state!: S;
  #last: TaskState | null = null;
  #lastCouldGoOn = false;
  #surprise = false;

  constructor(program: Program<S>) {
    this.program = {
      ...program,
      setup: (world) => {
        world.notes = [];
        this.#state = program.setup(world);
        this.initial = this.#shown();
        return this.#state;
      },
    };
  }

  step(op: Op, task: TaskState, result: unknown, world: World): void {
    this.steps.push({
      task: task.id,
      text: op.kind.describe(op, result === BLOCKED ? undefined : result),
      asked: op.kind.describe(op, undefined),
      object: op.object.id,
      label: op.object.label,
      access: op.kind.access,
      blocked: result === BLOCKED,
      reason: this.#reason(task),
      surprise: this.#surprise,
      notes: world.notes?.splice(0) ?? [],
      held: world.tasks.slice(0, world.taskCount).map((t) => t.held.map((lock) => lock.label)),
      state: this.#shown(),
    });
    this.#surprise = false;
    this.#last = task;
    this.#lastCouldGoOn = isReady(task);
  }

  /** The same strategy; what it chooses inside ops is noted. */
  listen(strategy: Strategy): Strategy {
    const choose = (bound: number, object: number): number => {
      const value = strategy.choose(bound, object);
      this.#surprise ||= value !== 0;
      return value;
    };
    return { ...strategy, choose };
  }

  /** A state that cannot be drawn is no reason to lose the trace. */
  #shown(): readonly Section[] {
    try {
      return this.program.show?.(this.#state) ?? [];
    } catch (error) {
      return [{ title: "show threw", rows: [describeCrash(error)] }];
    }
  }

  #reason(task: TaskState): SwitchReason {
    if (this.#last === null) {
      return "start";
    }
    if (this.#last === task) {
      return "same";
    }
    if (this.#last.pending === null) {
      return "ended";
    }
    return this.#lastCouldGoOn ? "preempted" : "blocked";
  }
}

function isReady(task: TaskState): boolean {
  const op = task.pending;
  return op !== null && (op.kind.ready === null || op.kind.ready(op, task));
}
