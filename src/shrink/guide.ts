import { Execution } from "../core/execution.ts";
import type { Op } from "../core/op.ts";
import type { Observer } from "../core/observer.ts";
import { replay } from "../core/replay.ts";
import type { Schedule } from "../core/schedule.ts";
import type { Strategy } from "../core/strategy.ts";
import type { TaskState } from "../core/task.ts";
import type { Design } from "../scenario/model.ts";
import { programOf } from "../scenario/program.ts";
import type { Place } from "../scenario/reductions.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Judged, Subject } from "./subject.ts";

/** A step of a failing run, by the command it belongs to: what of it still makes sense in a smaller scenario. */
export interface GuideStep extends Place {
  /** What the op chose. */
  readonly values: readonly number[];
}

/** The order of steps of a failing run, to be followed loosely. */
export interface Guide {
  /** Tasks of the scenario; ids from here on are of tasks that the model adds. */
  readonly tasks: number;
  readonly steps: readonly GuideStep[];
}

/** Replays a run and writes down its steps. */
export function guideOf<S, D extends Design>(subject: Subject<S, D>, scenario: Scenario, schedule: Schedule): Guide {
  const { model, design, claims, wanted, observers, maxSteps } = subject;
  const notes = new Notes(replay(schedule));
  const program = programOf(model, scenario, design, claims, (task, command) => notes.enter(task, command));
  const options = { wanted, observers: observers?.() ?? [], ...(maxSteps === undefined ? {} : { maxSteps }) };
  return { tasks: scenario.tasks.length, steps: notes.stepsOf({ program, ...options }) };
}

/** The same for a program that comes of no scenario: each task is one command. */
export function guideOfProgram<S>(judged: Judged<S>, schedule: Schedule): Guide {
  return { tasks: judged.program.tasks.length, steps: new Notes(replay(schedule)).stepsOf(judged) };
}

class Notes implements Observer, Strategy {
  readonly name = "notes";
  readonly steps: GuideStep[] = [];
  readonly pick: Strategy["pick"];
  readonly #inner: Strategy;
  /** The command that each task is in, and the one that the step under way belongs to. */
  readonly #entered: number[] = [];
  readonly #current: number[] = [];
  #values: number[] = [];

  constructor(inner: Strategy) {
    this.#inner = inner;
    this.pick = inner.pick.bind(inner);
  }

  stepsOf<S>({ program, wanted, observers = [], maxSteps }: Judged<S>): readonly GuideStep[] {
    const limit = maxSteps === undefined ? {} : { maxSteps };
    new Execution(program, { claims: wanted, observers: [...observers, this], ...limit }).run(this);
    return this.steps;
  }

  begin(): boolean {
    return this.#inner.begin();
  }

  choose(bound: number, object: number): number {
    const value = this.#inner.choose(bound, object);
    this.#values.push(value);
    return value;
  }

  enter(task: number, command: number): void {
    this.#entered[task] = command;
  }

  step(_op: Op, { id }: TaskState): void {
    this.steps.push({ task: id, command: this.#current[id] ?? 0, values: this.#values });
    this.#values = [];
    // A task is resumed before its step is reported, so that it may have entered the next command by now.
    this.#current[id] = this.#entered[id] ?? 0;
  }
}
