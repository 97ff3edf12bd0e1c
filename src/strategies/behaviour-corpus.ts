import type { Random } from "../core/random.ts";

/** What is known of one behaviour. */
interface Entry {
  /** The choices of a run that showed it, and how many of them had been made by then. */
  choices: readonly number[];
  at: number;
  /** Runs that showed it, the last of them, and runs that set out for it. */
  times: number;
  lastRun: number;
  tries: number;
}

/** Behaviours that are kept; what is met later is not. */
const CAPACITY = 4_096;

/** One run for each behaviour met: any of those that showed it is as likely, so that no dead end is kept for ever. */
export class BehaviourCorpus {
  readonly #random: Random;
  readonly #entries = new Map<number, Entry>();
  readonly #list: Entry[] = [];
  #run = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  get size(): number {
    return this.#list.length;
  }

  nextRun(): void {
    this.#run++;
  }

  /** The run under way shows a behaviour; `choices` are kept as they are and may grow. */
  note(behaviour: number, choices: readonly number[]): void {
    let entry = this.#entries.get(behaviour);
    if (entry === undefined) {
      if (this.#list.length === CAPACITY) {
        return;
      }
      entry = { choices, at: choices.length, times: 0, lastRun: -1, tries: 0 };
      this.#entries.set(behaviour, entry);
      this.#list.push(entry);
    }
    if (entry.lastRun === this.#run) {
      return;
    }
    entry.lastRun = this.#run;
    entry.times++;
    if (this.#random.below(entry.times) === 0) {
      entry.choices = choices;
      entry.at = choices.length;
    }
  }

  /** Rare behaviours that were seldom set out for are likelier. Wants one at least. */
  draw(): { readonly choices: readonly number[]; readonly at: number } {
    let total = 0;
    for (const entry of this.#list) {
      total += weightOf(entry);
    }
    let at = this.#random.fraction() * total;
    let drawn = this.#list[0]!;
    for (const entry of this.#list) {
      drawn = entry;
      at -= weightOf(entry);
      if (at < 0) {
        break;
      }
    }
    drawn.tries++;
    return drawn;
  }
}

function weightOf({ times, tries }: Entry): number {
  return 1 / Math.sqrt(times * (1 + tries));
}
