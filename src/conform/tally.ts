import type { Verdict } from "./claim.ts";

/** Where a claim broke first. */
export interface Break {
  readonly t: number;
  readonly line: number;
  readonly message: string;
}

/** Counts what one claim says. While it is closed, events are outside of the window that is to be judged. */
export class Tally implements Verdict {
  readonly claim: string;
  readonly says: string;
  readonly needs: readonly string[];
  #held = 0;
  #breaks = 0;
  #first: Break | null = null;
  readonly #undecided = new Map<string, number>();
  readonly #now: () => { readonly t: number; readonly line: number; readonly open: boolean };
  readonly #onFirst: (tally: Tally) => void;

  constructor(
    claim: { readonly name: string; readonly says: string; readonly needs: readonly string[] },
    now: () => { readonly t: number; readonly line: number; readonly open: boolean },
    onFirst: (tally: Tally) => void,
  ) {
    this.claim = claim.name;
    this.says = claim.says;
    this.needs = claim.needs;
    this.#now = now;
    this.#onFirst = onFirst;
  }

  readonly held = (): void => {
    if (this.#now().open) {
      this.#held += 1;
    }
  };

  readonly broken = (message: string): void => {
    const { t, line, open } = this.#now();
    if (!open) {
      return;
    }
    this.#breaks += 1;
    if (this.#first === null) {
      this.#first = { t, line, message };
      this.#onFirst(this);
    }
  };

  readonly undecided = (why: string): void => {
    if (this.#now().open) {
      this.#undecided.set(why, (this.#undecided.get(why) ?? 0) + 1);
    }
  };

  get heldTimes(): number {
    return this.#held;
  }

  get brokenTimes(): number {
    return this.#breaks;
  }

  get first(): Break | null {
    return this.#first;
  }

  /** Why it could not be told, with how often. */
  get open(): readonly (readonly [why: string, times: number])[] {
    return [...this.#undecided];
  }
}
