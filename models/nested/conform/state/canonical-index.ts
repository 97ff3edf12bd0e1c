import { type IpaRange, overlaps } from "../../../stage2/interval.ts";
import type { TrackedLeaf } from "./mmu.ts";

const NONE: readonly TrackedLeaf[] = [];

/** All leaves of all MMUs by the canonical address that they reach. What a notifier must find costs what it finds, not the size of the tables. */
export class CanonicalIndex {
  /** By length of leaf, then by canonical address. */
  readonly #byLength = new Map<number, Map<number, TrackedLeaf[]>>();
  #unknown = 0;

  /** Leaves of which the trace does not tell what they reach. */
  get unknown(): number {
    return this.#unknown;
  }

  add(leaf: TrackedLeaf): void {
    if (Number.isNaN(leaf.c)) {
      this.#unknown += 1;
      return;
    }
    let leaves = this.#byLength.get(leaf.len);
    if (leaves === undefined) {
      leaves = new Map();
      this.#byLength.set(leaf.len, leaves);
    }
    const same = leaves.get(leaf.c);
    if (same === undefined) {
      leaves.set(leaf.c, [leaf]);
    } else {
      same.push(leaf);
    }
  }

  delete(leaf: TrackedLeaf): void {
    if (Number.isNaN(leaf.c)) {
      this.#unknown -= 1;
      return;
    }
    const leaves = this.#byLength.get(leaf.len);
    const same = leaves?.get(leaf.c);
    const at = same?.indexOf(leaf) ?? -1;
    if (leaves === undefined || same === undefined || at < 0) {
      return;
    }
    same.splice(at, 1);
    if (same.length === 0) {
      leaves.delete(leaf.c);
    }
  }

  /** The leaves that reach any of the range. */
  reaching(range: IpaRange): readonly TrackedLeaf[] {
    let found: TrackedLeaf[] | null = null;
    for (const [len, leaves] of this.#byLength) {
      const first = range.start - (range.start % len);
      const places = Math.ceil((range.start + range.size - first) / len);
      if (places <= leaves.size) {
        for (let place = 0; place < places; place++) {
          const here = leaves.get(first + place * len);
          if (here !== undefined) {
            (found ??= []).push(...here);
          }
        }
      } else {
        for (const here of leaves.values()) {
          if (overlaps(here[0]!.c, len, range)) {
            (found ??= []).push(...here);
          }
        }
      }
    }
    return found ?? NONE;
  }

  clear(): void {
    this.#unknown = 0;
    this.#byLength.clear();
  }
}
