import { SPINS, WAITS } from "../../core/op.ts";
import type { Op } from "../../core/op.ts";
import type { TaskView } from "../../core/task.ts";
import { numberOf } from "./footprints.ts";
import type { History } from "./history.ts";
import { Spins } from "./spins.ts";
import { FREE, NONE, SLOTS } from "./steps.ts";
import type { Steps } from "./steps.ts";

/** Where on the path a step that can be held up could have been taken. */
export class Places {
  /** The ops of the run under way, by depth. */
  readonly ops: Op[] = [];
  readonly #steps: Steps;
  readonly #history: History;
  readonly #spins: Spins;

  constructor(steps: Steps, history: History) {
    this.#steps = steps;
    this.#history = history;
    this.#spins = new Spins(steps, history, this.ops);
  }

  /** Whether a task spins on an object that nobody has written since it looked at it. */
  spinsInVain(view: TaskView): boolean {
    return this.#spins.inVain(view);
  }

  /**
   * `met` conflicts with `step`, but just before it `step` may have been held up: the last conflicting step before which
   * it was not, or NONE. `waits`: the task waits for ever, and `step` is what it would do.
   */
  lastBefore(met: number, step: number, op: Op, waits: boolean): number {
    const { writerBefore, touched, depth, task } = this.#steps;
    const last = this.#history.last[task[step]!]!;
    const object = numberOf((op.kind.also?.(op) ?? op.object).id);
    let slot = this.#slotOf(met, object);
    if (slot === NONE) {
      return waits ? NONE : met;
    }
    for (let place = met; ; slot = this.#slotOf(place, object)) {
      if (this.#couldStep(step, op, place, slot, waits)) {
        return place;
      }
      if ((touched[slot]! & 1) === 0) {
        const isNeeded = op.kind.awaits?.(op, this.ops[depth[place]!]!) ?? true;
        return waits || isNeeded ? NONE : place;
      }
      place = writerBefore[slot]!;
      if (place === NONE || this.#steps.isBefore(place, last)) {
        return NONE;
      }
    }
  }

  /** Whether `step` could have been taken just before `place`, which touched in `slot` what `step` can wait for. */
  #couldStep(step: number, op: Op, place: number, slot: number, waits: boolean): boolean {
    const { depth, enabled, marks, task, words } = this.#steps;
    const id = task[step]!;
    const asked = depth[this.#history.last[id]!]!;
    if ((op.kind.access & SPINS) !== 0 && !this.#isNews(id, op, slot)) {
      return false;
    }
    if (asked < depth[place]!) {
      return (enabled[place * words + (id >> 5)]! & (1 << (id & 31))) !== 0;
    }
    const waitsForItself = !waits && !op.done;
    return (op.kind.access & WAITS) === 0 || (marks[place]! & FREE) !== 0 || waitsForItself;
  }

  /** Whether the object of `slot` had been written, when it was touched there, since a task that spins looked at it. */
  #isNews(task: number, op: Op, slot: number): boolean {
    const look = this.#spins.lookOf(task, numberOf(op.object.id));
    const writer = this.#steps.writerBefore[slot]!;
    return look === NONE || (writer !== NONE && this.#steps.depth[writer]! > look);
  }

  #slotOf(step: number, object: number): number {
    const { touched } = this.#steps;
    for (let slot = step * SLOTS; slot < (step + 1) * SLOTS && touched[slot]! !== NONE; slot++) {
      if (touched[slot]! >> 1 === object) {
        return slot;
      }
    }
    return NONE;
  }
}
