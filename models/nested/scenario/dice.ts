import fc from "fast-check";
import type { Arbitrary } from "fast-check";

/** More than a scenario rolls; one that rolls more goes round. */
const COUNT = 100;

/** Decisions about one scenario, all of them drawn by fast-check. */
export class Dice {
  readonly #drawn: readonly number[];
  #next = 0;

  constructor(drawn: readonly number[]) {
    this.#drawn = drawn;
  }

  static drawn(): Arbitrary<Dice> {
    const die = fc.noBias(fc.nat({ max: 99_999 }));
    return fc.array(die, { minLength: COUNT, maxLength: COUNT }).map((drawn) => new Dice(drawn));
  }

  /** 0 to `bound` - 1. */
  below(bound: number): number {
    return this.#drawn[this.#next++ % COUNT]! % bound;
  }

  /** True in `percent` of 100. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** One of a list, the earlier the likelier; undefined if the list is empty. */
  early<T>(list: readonly T[]): T | undefined {
    return list[Math.min(this.below(list.length), this.below(list.length))];
  }
}
