import { Random } from "../core/random.ts";
import type { Op } from "../core/op.ts";
import type { TaskState, TaskView } from "../core/task.ts";
import type { Watching } from "./meter.ts";
import { compareSizes } from "./order.ts";
import type { Break, Runs } from "./trial.ts";

/** So many steps of a task in a row. */
interface Stretch {
  readonly task: number;
  readonly length: number;
}

/** How far the end of a stretch is moved at most. */
const REACH = 3;

/**
 * Looks for a simpler schedule near the one that the last run took: by small changes to its stretches, made at random
 * from a seed, of which those are kept that break the claim and leave it no larger. Gets most of the way where
 * there are too many schedules to go through.
 */
export function wander<S>(runs: Runs<S>, first: Break, order: readonly number[], most: number, seed: number): Break {
  const random = new Random(seed);
  let best = first;
  let stretches = stretchesOf(order);
  for (let run = 0; run < most && runs.canPay; run++) {
    const strategy = new Stretches(changed(stretches, random));
    if (runs.run(strategy)) {
      const compared = compareSizes(runs.size, best.size);
      if (compared <= 0) {
        stretches = stretchesOf(strategy.taken);
      }
      if (compared < 0) {
        best = runs.snapshot();
      }
    }
  }
  return best;
}

/** One change, or up to three. */
function changed(stretches: readonly Stretch[], random: Random): Stretch[] {
  let list = [...stretches];
  for (let more = 1; more > 0; more = random.below(3) === 0 ? 1 : 0) {
    list = list.length < 2 ? list : change(list, random);
  }
  return list;
}

function change(list: readonly Stretch[], random: Random): Stretch[] {
  const i = random.below(list.length);
  const one = list[i]!;
  const j = list.findIndex(({ task }, at) => at > i && task === one.task);
  const other = list[j];
  const shift = random.below(2 * REACH + 1) - REACH;
  switch (random.below(6)) {
    case 0:
      return list.toSpliced(i, 1);
    case 1:
      return other === undefined ? [...list] : list.toSpliced(j, 1).with(i, lengthened(one, other.length));
    case 2:
      return other === undefined ? [...list] : list.with(j, lengthened(other, one.length)).toSpliced(i, 1);
    case 3:
      return list.with(i, lengthened(one, shift));
    case 4:
      return i + 1 === list.length ? [...list] : list.with(i, list[i + 1]!).with(i + 1, one);
    default:
      return other === undefined ? [...list] : list.with(i, lengthened(one, shift)).with(j, lengthened(other, -shift));
  }
}

function lengthened({ task, length }: Stretch, by: number): Stretch {
  return { task, length: Math.max(0, length + by) };
}

function stretchesOf(order: readonly number[]): Stretch[] {
  const list: { task: number; length: number }[] = [];
  for (const task of order) {
    const last = list.at(-1);
    if (last?.task === task) {
      last.length++;
    } else {
      list.push({ task, length: 1 });
    }
  }
  return list;
}

/** Follows stretches as far as they can be followed, and goes on with the current task behind them. */
class Stretches implements Watching {
  readonly name = "stretches";
  /** The task of each step. */
  readonly taken: number[] = [];
  readonly #list: readonly Stretch[];
  #at = 0;
  #left: number;

  constructor(list: readonly Stretch[]) {
    this.#list = list;
    this.#left = list[0]?.length ?? 0;
  }

  begin(): boolean {
    return true;
  }

  pick(enabled: readonly TaskView[], count: number, current: number): number {
    for (; this.#at < this.#list.length; this.#next()) {
      for (let i = 0; i < count && this.#left > 0; i++) {
        if (enabled[i]!.id === this.#list[this.#at]!.task) {
          return i;
        }
      }
    }
    return Math.max(current, 0);
  }

  choose(): number {
    return 0;
  }

  step(_op: Op, { id }: TaskState): void {
    this.taken.push(id);
    if (id === this.#list[this.#at]?.task) {
      this.#left--;
    }
  }

  #next(): void {
    this.#at++;
    this.#left = this.#list[this.#at]?.length ?? 0;
  }
}
