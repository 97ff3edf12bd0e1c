import { OVERWRITES, SPINS } from "../../core/op.ts";
import type { Op } from "../../core/op.ts";
import type { TaskView } from "../../core/task.ts";
import { numberOf } from "./footprints.ts";
import type { History } from "./history.ts";
import { NONE, SLOTS } from "./steps.ts";
import type { Steps } from "./steps.ts";

/** What tasks that spin have seen of what they wait for. */
export class Spins {
  readonly #steps: Steps;
  readonly #history: History;
  /** The ops of the run under way, by depth. */
  readonly #ops: readonly Op[];

  constructor(steps: Steps, history: History, ops: readonly Op[]) {
    this.#steps = steps;
    this.#history = history;
    this.#ops = ops;
  }

  /** Whether a task spins on an object that nobody has written since it looked at it. */
  inVain({ id, pending }: TaskView): boolean {
    const op = pending!;
    if ((op.kind.access & SPINS) === 0) {
      return false;
    }
    const object = numberOf(op.object.id);
    const look = this.lookOf(id, object);
    const writer = this.#history.writerOf(object);
    return look !== NONE && (writer === NONE || this.#steps.depth[writer]! <= look);
  }

  /** How deep on the path a task read an object last in the turn that it is in, or NONE: then it may learn something. */
  lookOf(task: number, object: number): number {
    const { depth, previous, task: tasks, touched } = this.#steps;
    for (let s = this.#history.last[task]!; tasks[s] === task; s = previous[s]!) {
      const d = depth[s]!;
      const { access } = this.#ops[d]!.kind;
      if ((access & SPINS) !== 0) {
        return NONE;
      }
      if ((access & OVERWRITES) === 0 && touched[s * SLOTS]! >> 1 === object) {
        return d;
      }
    }
    return NONE;
  }
}
