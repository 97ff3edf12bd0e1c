import { JOINS } from "../../core/op.ts";
import type { Op } from "../../core/op.ts";
import type { TaskView } from "../../core/task.ts";
import { isOrdinary } from "./choices.ts";
import type { Footprints } from "./footprints.ts";
import type { History } from "./history.ts";
import type { Path } from "./path.ts";
import type { Races } from "./races.ts";
import { HEAD, SCHEDULED } from "./steps.ts";
import type { Steps } from "./steps.ts";

/** Takes in what a run has done: what each step touched, what it comes after, which races it is part of. */
export class Recorder {
  readonly #steps: Steps;
  readonly #path: Path;
  readonly #footprints: Footprints;
  readonly #history: History;
  readonly #races: Races;

  constructor(steps: Steps, path: Path, footprints: Footprints, history: History, races: Races) {
    this.#steps = steps;
    this.#path = path;
    this.#footprints = footprints;
    this.#history = history;
    this.#races = races;
  }

  /** The last step of the path has performed `op` and spawned `born` tasks. */
  record(op: Op, born: number): void {
    const steps = this.#steps;
    const step = this.#path.end;
    const task = steps.task[step]!;
    const before = this.#history.last[task]!;
    steps.born[step] = born;
    steps.number[step] = steps.task[before] === task ? steps.number[before]! + 1 : 1;
    this.#footprints.note(step, op, born > 0);
    const joins = (op.kind.access & JOINS) !== 0;
    if (joins) {
      this.#history.meetAll();
    } else {
      this.#history.meet(step);
    }
    this.#history.stamp(step);
    // The same reversal is found with each choice inside the later step: once is enough.
    if (!joins && (steps.marks[step]! & (SCHEDULED | HEAD)) !== SCHEDULED && isOrdinary(steps.choices[step]!)) {
      this.#races.judge(step, op, false, step);
    }
    this.#history.push(step);
  }

  /** The path is whole, and `task` waits for ever: what it waits for may have come too late or too early. */
  recordWaiting(task: TaskView): void {
    if ((task.pending!.kind.access & JOINS) !== 0) {
      return;
    }
    const steps = this.#steps;
    const step = steps.take();
    steps.parent[step] = this.#path.end;
    steps.task[step] = task.id;
    steps.marks[step] = 0;
    this.#footprints.note(step, task.pending!, false);
    this.#history.meet(step);
    this.#races.judge(step, task.pending!, true, this.#path.end);
    steps.give(step);
  }
}
