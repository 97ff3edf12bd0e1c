/**
 * What the walkers have done otherwise, in earlier kernels or in versions that were only posted. The first value of each is
 * what 7.3.4 does; `models/walkers/corpus.ts` says which commit changed what.
 */
export const PGTABLE_QUIRKS = {
  /** When a walk loads an entry again: after any visit, or only after that of one that was no table. */
  reload: ["afterVisit", "afterLeaf"],
  /** References that go with the last one of an unlinked table, besides those of its entries. */
  lastPut: ["one", "none", "two"],
  /** Whether a caller puts the table too that kvm_pgtable_stage2_free_unlinked has freed for it. */
  splitPut: ["callee", "callerToo"],
  splitWalk: ["exclusive", "shared"],
  wrprotectWalk: ["exclusive", "shared"],
  /** When an unmap flushes the entry of a table: at once, or with its leaves after the walk. */
  tableFlush: ["atOnce", "deferred"],
  /** The level hint of that TLBI. */
  tableHint: ["unknown", "level"],
  /**
   * What breaking the entry of a table flushes: all that it translated, or the address at which the walk met it, or as much as
   * it translated from that address on.
   */
  breakFlush: ["granule", "address", "fromAddress"],
  /** Where the frame of a leaf comes from: the address, or a count of what this walk has mapped so far. */
  frame: ["address", "cursor"],
  /** Whether a break gives back the reference of a leaf. */
  breakPut: ["always", "tables"],
  /** How an entry becomes another valid one: broken first; written over; written over where only the size changes. */
  bbm: ["break", "overwrite", "level2"],
  /** What a map does with a leaf that says the same already, or the same with other rights. */
  sameLeaf: ["leaves", "replaces"],
  /** Whether attributes are changed in entries that are not valid, too. */
  attrs: ["valid", "any"],
  /** Which tables a teardown frees: those that it leaves empty, or all that it has walked. */
  destroyed: ["empty", "walked"],
  /**
   * What happens to a table that a block replaces: it is left alone until all walkers are out; or torn down at once, in
   * the window of the break, its entries taken by xchg, or read and put. `xchgNow` does not wait for walkers either.
   */
  teardown: ["deferred", "xchg", "read", "xchgNow"],
  /** Whether the one who unlinked a table looks at it again after its walk. */
  unlinkedUse: ["none", "afterWalk"],
  /** Whether walkers hold a reference of the table that they are in. */
  walkRefs: ["none", "held"],
  /** How an unmap frees a table that it leaves empty. */
  unmapFree: ["put", "putRcu", "freeUnlinked"],
  /** Whether it flushes the table's entry before it gives it to be freed; or only clears it afterwards. */
  unmapOrder: ["flushFirst", "freeFirst", "clearLast"],
  /** When more rights end with a TLBI of this CPU: always, or where this walker has given them. */
  relaxFlush: ["always", "onSuccess"],
  /** The level hint of that TLBI where no leaf was seen: none, or what is on the stack. */
  relaxHint: ["unknown", "garbage"],
  /** The level hint of range TLBIs: none, or 0, which with LPA2 is a level. */
  rangeHint: ["unknown", "zero"],
  /** Whether a TLBI waits until the VMID that it is for has taken effect on this CPU. */
  contextSync: ["isb", "none"],
  /** Whether a TLBI is waited for. */
  tlbiSync: ["dsb", "none"],
  /** How the ager clears the access flag where it walks beside others. */
  ageSet: ["cmpxchg", "store"],
} as const;

export type PgtableQuirks = { readonly [K in keyof typeof PGTABLE_QUIRKS]: (typeof PGTABLE_QUIRKS)[K][number] };

/** Linux 7.3.4. */
export const NO_QUIRKS: PgtableQuirks = {
  reload: "afterVisit",
  lastPut: "one",
  splitPut: "callee",
  splitWalk: "exclusive",
  wrprotectWalk: "exclusive",
  tableFlush: "atOnce",
  tableHint: "unknown",
  breakFlush: "granule",
  frame: "address",
  breakPut: "always",
  bbm: "break",
  sameLeaf: "leaves",
  attrs: "valid",
  destroyed: "empty",
  teardown: "deferred",
  unlinkedUse: "none",
  walkRefs: "none",
  unmapFree: "put",
  unmapOrder: "flushFirst",
  ageSet: "cmpxchg",
  relaxFlush: "always",
  relaxHint: "unknown",
  rangeHint: "unknown",
  contextSync: "isb",
  tlbiSync: "dsb",
};
