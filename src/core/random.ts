/**
 * A small seeded generator (xoshiro128**, Blackman and Vigna 2018), integer arithmetic only: the same numbers on any
 * machine. State is expanded from the seed by splitmix32, so that neighbouring seeds are unrelated.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  constructor(seed: number) {
    this.reseed(seed);
  }

  reseed(seed: number): void {
    let z = seed | 0;
    const next = (): number => {
      z = (z + 0x9e3779b9) | 0;
      let t = z ^ (z >>> 16);
      t = Math.imul(t, 0x21f0aaad);
      t ^= t >>> 15;
      t = Math.imul(t, 0x735a2d97);
      return t ^ (t >>> 15);
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next();
  }

  /** 32 random bits, unsigned. */
  bits(): number {
    const scaled = Math.imul(this.#b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9);
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  /** Uniform below `bound` (1 to 2^21): multiply and shift, off by at most bound / 2^32. */
  below(bound: number): number {
    return ((this.bits() * bound) / 4294967296) >>> 0;
  }

  /** Uniform from 0 up to, not including, 1: a multiple of 2^-32. */
  fraction(): number {
    return this.bits() / 4294967296;
  }
}
