import type { TaskView } from "../../core/task.ts";
import type { Path } from "./path.ts";
import type { Places } from "./places.ts";
import { HEAD, NONE } from "./steps.ts";
import type { Steps } from "./steps.ts";

/** Steps that a task makes in a row before others that can step get their turn: a loop that waits for them ends then. */
const PATIENCE = 100;

/** Which task goes on where no plan says so: any rule will do as long as it depends on the path alone. */
export class DefaultOrder {
  readonly #steps: Steps;
  readonly #places: Places;
  readonly #path: Path;

  constructor(steps: Steps, places: Places, path: Path) {
    this.#steps = steps;
    this.#places = places;
    this.#path = path;
  }

  /**
   * The place among those enabled of the task that made the last step; after a reversal, of the one whose step it was put
   * before, for what else may come before that step is found from there. NONE if all of them spin in vain.
   */
  pick(enabled: readonly TaskView[], count: number): number {
    const { marks, reversed, streak, task } = this.#steps;
    const { end } = this.#path;
    let place = NONE;
    if ((marks[end]! & HEAD) !== 0) {
      place = this.#placeOf(reversed[end]!, enabled, count);
    }
    if (place === NONE && streak[end]! < PATIENCE) {
      place = this.#placeOf(task[end]!, enabled, count);
    }
    return place === NONE ? this.#nextTo(task[end]!, enabled, count) : place;
  }

  #placeOf(task: number, enabled: readonly TaskView[], count: number): number {
    for (let i = 0; i < count; i++) {
      if (enabled[i]!.id === task) {
        return this.#places.spinsInVain(enabled[i]!) ? NONE : i;
      }
    }
    return NONE;
  }

  /** The first task behind `current` by id, around. */
  #nextTo(current: number, enabled: readonly TaskView[], count: number): number {
    let first = NONE;
    for (let i = 0; i < count; i++) {
      if (!this.#places.spinsInVain(enabled[i]!)) {
        if (enabled[i]!.id > current) {
          return i;
        }
        first = first === NONE ? i : first;
      }
    }
    return first;
  }
}
