/** Something that looks like a bug and is none. */
export interface Baseline {
  readonly what: string;
  /** Where it happens, and nothing may break. */
  readonly design: string;
  /** What a run is asked for that shows it: said by the model, or by the witness of this folder. */
  readonly seen: string;
}

export const LOST_LEAF = "a leaf went into an unlinked table";
export const OTHER_TLB = "a TLB kept what another CPU has flushed for itself";
export const LATE_TLBI = "a leaf waited for its TLBI";
export const LOST_AGE = "an ager lost its race";
export const DIP = "a reference was given back between break and make";

/** What a checker that is too strict would object to. */
export const BASELINES: readonly Baseline[] = [
  { what: "a fault maps into a table that is unlinked: lost, the block covers it", design: "walkers", seen: LOST_LEAF },
  { what: "the access flag is cleared without a TLBI", design: "walkers", seen: "a page had been accessed" },
  { what: "more rights are flushed on one CPU; others fault once more", design: "tlb-vmid", seen: OTHER_TLB },
  { what: "leaves are flushed at the end of the unmap, under mmu_lock", design: "walkers", seen: LATE_TLBI },
  { what: "an ager gives way to whoever changes the entry", design: "lockless-age-rcu", seen: LOST_AGE },
  { what: "a split ends where it has no pages", design: "fixed-chunk", seen: "a split ran out of pages" },
  {
    what: "an unmap finds no tables after it dropped mmu_lock",
    design: "yield-safe",
    seen: "tables were gone when the lock was back",
  },
  { what: "a table's count dips between break and make", design: "walkers", seen: DIP },
  { what: "a fault finds an entry locked, and is tried again", design: "walkers", seen: "a fault lost a race" },
  {
    what: "pages stay in the split cache until the VM is destroyed",
    design: "fixed-chunk",
    seen: "the split cache outlived the tables",
  },
];
