/** Seen in several runs. */
const OFTEN = -1;

/**
 * Counts what runs show, e.g. traces or reads-from pairs, and estimates what is still unseen from what was seen in one run
 * only (Good 1953; for testing: Böhme, STADS, TOSEM 2018). Species are numbers; memory grows with how many there are.
 */
export class Species {
  /** The one run that showed it, or `OFTEN`. */
  readonly #seenIn = new Map<number, number>();
  /** By run: how many species no other run has shown, where there are any. */
  readonly #own = new Map<number, number>();
  #run = 0;

  /** Closes the run under way. */
  nextRun(): void {
    this.#run++;
  }

  /** The run under way shows a species, perhaps not for the first time. */
  add(species: number): void {
    const seenIn = this.#seenIn.get(species);
    if (seenIn === undefined) {
      this.#seenIn.set(species, this.#run);
      this.#own.set(this.#run, (this.#own.get(this.#run) ?? 0) + 1);
    } else if (seenIn !== OFTEN && seenIn !== this.#run) {
      this.#seenIn.set(species, OFTEN);
      this.#disown(seenIn);
    }
  }

  /** How many species there were. */
  get count(): number {
    return this.#seenIn.size;
  }

  /**
   * The chance that one more run shows a species not seen yet: the share of runs without which the others would lack one. This
   * is Good and Turing's estimate, for runs that show several species each. Unbiased where runs are drawn alike and
   * independently; a strategy that learns moves away from what it knows, and the estimate follows late. 1 before any run.
   */
  get chanceOfNew(): number {
    return this.#run === 0 ? 1 : this.#own.size / this.#run;
  }

  #disown(run: number): void {
    const left = this.#own.get(run)! - 1;
    if (left === 0) {
      this.#own.delete(run);
    } else {
      this.#own.set(run, left);
    }
  }
}
