interface Entry {
  /** Executions that were not enough to find anything; infinite once there is nothing to find. */
  cap: number;
  /** Whether the scenario has no schedules beyond those searched. */
  whole: boolean;
}

/** What a round of the loop has shown. */
export interface Evidence {
  /** Scenarios that were searched. */
  readonly scenarios: number;
  /** Whether each of them was searched to its end. */
  readonly complete: boolean;
  /** Whether none of them has schedules beyond those searched. */
  readonly whole: boolean;
}

/** Remembers which scenarios were searched in vain and how far, so that none is searched again for nothing. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();
  #round = new Set<string>();

  beginRound(): void {
    this.#round = new Set();
  }

  /** Whether a search with `cap` executions would tell nothing new. */
  isSettled(key: string, cap: number): boolean {
    this.#round.add(key);
    return (this.#entries.get(key)?.cap ?? -1) >= cap;
  }

  note(key: string, cap: number, whole: boolean): void {
    this.#entries.set(key, { cap, whole });
  }

  /** About the scenarios of the round under way. */
  get evidence(): Evidence {
    const entries = [...this.#round].map((key) => this.#entries.get(key));
    return {
      scenarios: entries.length,
      complete: entries.every((entry) => entry?.cap === Number.POSITIVE_INFINITY),
      whole: entries.every((entry) => entry?.whole === true),
    };
  }
}
