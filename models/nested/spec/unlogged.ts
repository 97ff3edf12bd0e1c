import { endOf, type IpaRange, overlaps } from "../../stage2/interval.ts";
import type { Leaf } from "../../stage2/leaf.ts";
import { pagesIn } from "../host/dirty-bitmap.ts";

/** Spec state of the dirty log: canonical pages that were written and that no log has told the VMM of. */
export class UnloggedWrites {
  readonly #pages = new Set<number>();
  #logged: readonly IpaRange[] = [];
  /** Leaves that got the right to write in a fault for another page than theirs. */
  readonly #foreign = new Set<Leaf>();

  get pages(): readonly number[] {
    return [...this.#pages];
  }

  /** A slot logs from now on. */
  start(range: IpaRange): void {
    this.#logged = [...this.#logged, range];
  }

  stop(range: IpaRange): void {
    this.#logged = this.#logged.filter(({ start }) => start !== range.start);
    for (let page = range.start; page < endOf(range); page++) {
      this.#pages.delete(page);
    }
  }

  /** A fault for `canonical` made a leaf writable that was there. */
  relaxed(leaf: Leaf, canonical: number): void {
    if (!overlaps(leaf.c, leaf.len, { start: canonical, size: 1 })) {
      this.#foreign.add(leaf);
    }
  }

  written(leaf: Leaf, n: number): void {
    const page = leaf.c + n - leaf.n;
    if (
      !this.#foreign.has(leaf) &&
      this.#logged.some((range) => overlaps(range.start, range.size, { start: page, size: 1 }))
    ) {
      this.#pages.add(page);
    }
  }

  /** A log is with the VMM, and it sends these pages as they are now. */
  sent(mask: number): void {
    for (const page of pagesIn(mask)) {
      this.#pages.delete(page);
    }
  }
}
