/** What is known of a scenario that was searched in vain. */
interface Entry {
  /** Executions that were not enough to find anything; infinite once there is nothing to find. */
  readonly cap: number;
  /** Whether it has no schedules beyond those searched. */
  readonly whole: boolean;
}

/** What a round of the loop has shown. */
export interface Evidence {
  /** Whether every scenario of the round was searched to its end. */
  readonly complete: boolean;
  /** Scenarios with fewer commands or tasks, and whether none of them has schedules beyond those searched. */
  readonly fewer: number;
  readonly whole: boolean;
  /** Scenarios with lower values. */
  readonly lower: number;
}

/** Remembers which scenarios were searched in vain and how far, so that none is searched again for nothing. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();
  /** Of each scenario of the round whether it has fewer commands or tasks than the best one; otherwise lower values. */
  #round = new Map<string, boolean>();

  beginRound(): void {
    this.#round = new Map();
  }

  /** Whether a search with `cap` executions would tell nothing new. */
  isSettled(key: string, cap: number, fewer: boolean): boolean {
    this.#round.set(key, fewer);
    return (this.#entries.get(key)?.cap ?? -1) >= cap;
  }

  note(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
  }

  /** About the scenarios of the round under way but for `self`, which counts for `complete` only. */
  evidence(self: string): Evidence {
    const keys = [...this.#round.keys()];
    const fewer = keys.filter((key) => this.#round.get(key) === true);
    return {
      complete: keys.every((key) => this.#entries.get(key)?.cap === Number.POSITIVE_INFINITY),
      fewer: fewer.length,
      whole: fewer.every((key) => this.#entries.get(key)?.whole === true),
      lower: keys.filter((key) => key !== self).length - fewer.length,
    };
  }
}
