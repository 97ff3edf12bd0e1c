import { alignDown, type IpaRange, overlaps } from "../../stage2/interval.ts";
import type { Leaf } from "../../stage2/leaf.ts";
import { findLeaf } from "../../stage2/leaf-table.ts";
import type { ShadowMmu } from "../mmu/s2-mmu.ts";

/** A leaf from the fault that put it in until it goes, whatever rights and software bits it gets in between. */
export interface Installed {
  readonly mmu: ShadowMmu;
  /** As it is now. */
  leaf: Leaf;
  /** The leaf of L1 that the walk of its fault found; null with stage-2 off. */
  readonly guest: IpaRange | null;
}

/** Spec state: which fault put which leaf into a shadow. */
export class InstalledLeaves {
  readonly #all: Installed[] = [];

  /** `size`: of the leaf of L1, 0 with stage-2 off. */
  add(mmu: ShadowMmu, leaf: Leaf, size: number): void {
    const guest = size === 0 ? null : { start: alignDown(leaf.n, size), size };
    this.#all.push({ mmu, leaf, guest });
  }

  /** The same leaf in a new form. */
  changed(before: Leaf, after: Leaf): void {
    for (const installed of this.#all) {
      if (installed.leaf === before) {
        installed.leaf = after;
      }
    }
  }

  /** The leaves of a shadow that a nested range touches. */
  within(mmu: ShadowMmu, range: IpaRange): Installed[] {
    return this.#in(mmu).filter(({ leaf }) => overlaps(leaf.n, leaf.len, range));
  }

  /**
   * The leaves of a shadow that came out of the leaf of L1 that translates `ipa`: the one that the leaf at `ipa` was made
   * from, or where there is none, any in which `ipa` lies.
   */
  translatedWith(mmu: ShadowMmu, ipa: number): Installed[] {
    const page = { start: ipa, size: 1 };
    const there = this.#in(mmu).find(({ leaf }) => leaf === findLeaf(mmu.leaves, ipa));
    if (there !== undefined) {
      return this.within(mmu, there.guest ?? page);
    }
    return this.#in(mmu).filter(({ guest }) => guest !== null && overlaps(guest.start, guest.size, page));
  }

  #in(mmu: ShadowMmu): Installed[] {
    return this.#all.filter((installed) => installed.mmu === mmu && mmu.leaves.includes(installed.leaf));
  }
}
