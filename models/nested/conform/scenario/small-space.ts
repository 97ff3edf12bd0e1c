const PAGE = 0x1000;
const BLOCK = 512 * PAGE;

/** Pages of a block of the tiny geometry, and places for blocks in it. */
const PAGES = 4;

/**
 * Addresses of a trace in the tiny geometry: blocks of 2M become blocks of 4 pages, in order; the pages that matter in any block
 * become its pages, in order. So what lies in one block does, and what is in the same place of two blocks is.
 */
export class SmallSpace {
  readonly #blocks: readonly number[];
  readonly #offsets: readonly number[];

  constructor(addresses: readonly number[]) {
    this.#blocks = sorted(addresses.map((address) => Math.floor(address / BLOCK)));
    this.#offsets = sorted(addresses.map((address) => Math.floor((address % BLOCK) / PAGE)));
  }

  /** Whether all of them have a place. */
  fits(blocks: number): boolean {
    return this.#blocks.length <= blocks && this.#offsets.length <= PAGES;
  }

  at(address: number): number {
    return (
      this.#blocks.indexOf(Math.floor(address / BLOCK)) * PAGES +
      Math.max(0, this.#offsets.indexOf(Math.floor((address % BLOCK) / PAGE)))
    );
  }

  /** The pages that a range holds, as the first and how many; null where it holds none that matters. */
  range(start: number, size: number): { readonly first: number; readonly pages: number } | null {
    const places = this.#blocks.flatMap((block) => this.#offsets.map((offset) => block * BLOCK + offset * PAGE));
    const inside = places
      .filter((address) => address >= start && address < start + size)
      .map((address) => this.at(address));
    const first = Math.min(...inside);
    return inside.length === 0 ? null : { first, pages: Math.max(...inside) - first + 1 };
  }
}

const sorted = (numbers: readonly number[]): number[] => [...new Set(numbers)].toSorted((a, b) => a - b);
