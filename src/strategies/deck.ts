import type { Random } from "../core/random.ts";

/** Cards that are drawn in random order, each once before any comes again. Wants one card before the first draw. */
export class Deck {
  readonly #random: Random;
  readonly #cards: number[] = [];
  /** The cards below this place are yet to be drawn in this round. */
  #left = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The new card is the next to be drawn. */
  add(card: number): void {
    this.#cards.push(card);
    this.#swap(this.#left++, this.#cards.length - 1);
  }

  draw(): number {
    if (this.#left === 0) {
      this.#shuffle();
    }
    return this.#cards[--this.#left]!;
  }

  #shuffle(): void {
    this.#left = this.#cards.length;
    for (let i = this.#left - 1; i > 0; i--) {
      this.#swap(i, this.#random.below(i + 1));
    }
  }

  #swap(one: number, other: number): void {
    const card = this.#cards[one]!;
    this.#cards[one] = this.#cards[other]!;
    this.#cards[other] = card;
  }
}
