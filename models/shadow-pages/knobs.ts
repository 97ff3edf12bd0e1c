import type { KnobValues } from "../../src/scenario/knob-design.ts";

export interface PagesKnobs {
  /** What a fault does with a present entry that is to become an MMIO marker. */
  readonly mmio: "zapFirst" | "overwrite";
  /** Where the key comes from by which an entry is taken out of the reverse map. */
  readonly removeKey: "stored" | "walkedAgain";
  /** By what a shadow page is looked up. */
  readonly lookup: "gfnAndRole" | "gfn";
  /** What the dirty log does to the entries of an L2 guest, whose writes the hardware does not log. */
  readonly clearDirty: "writeProtect" | "clearBit";
  /** How an entry is changed that the hardware may set a bit in at any time. */
  readonly update: "xchg" | "loadStore";
  /** What keeps faults under mmu_lock R apart when they mark pages out of sync. */
  readonly unsync: "spinlock" | "nothing";
  /** Which faults give up old shadow pages to make room. */
  readonly reclaim: "underWrite" | "underAny";
}

export const PAGES_KNOBS: KnobValues<PagesKnobs> = {
  mmio: ["zapFirst", "overwrite"],
  removeKey: ["stored", "walkedAgain"],
  lookup: ["gfnAndRole", "gfn"],
  clearDirty: ["writeProtect", "clearBit"],
  update: ["xchg", "loadStore"],
  unsync: ["spinlock", "nothing"],
  reclaim: ["underWrite", "underAny"],
};
