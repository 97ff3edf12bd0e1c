/**
 * What the versions of the maple-tree reverse map differ in, and where their text is not known. The first value of each
 * knob is what a design takes unless its file says otherwise; a sweep can run the product of all of them.
 */
export const MAPLE_KNOBS = {
  /** See encoding.ts. */
  valueEncoding: ["validBit63", "rawZeroable", "xaMk"],
  /** Whether ma_lock is taken around accesses to a tree. */
  treeLock: ["ma", "none"],
  /** Flags of a store: GFP_NOWAIT | __GFP_ACCOUNT, or GFP_KERNEL_ACCOUNT. */
  gfp: ["nowait", "sleep"],
  /** Where a store gets its nodes: in mas_store_gfp, or by mas_preallocate before it. */
  nodes: ["inStore", "preallocated"],
  /** A store without memory: the shadow counts as broken, the error is the fault's, both, or nothing of it is known. */
  onInsertFail: ["broken", "failFault", "failFaultAndBroken", "ignore"],
  /**
   * An overlap makes one UNKNOWN range over all; an entry that is there already may be left alone; or the new one is
   * dropped, as in 2024; or all are kept, which takes an interval tree instead (multi.ts).
   */
  overlapPolicy: ["spanUnknown", "identicalIsNoop", "discardNew", "multi"],
  /** What a fault does about the entry of a leaf that it replaced: nothing, or find it by nested address and remove it. */
  replacedLeaf: ["keep", "evict"],
  /** When L1's TLBI by address removes entries: not at all, or against the chunks of the unmap. */
  tlbiRemoval: ["none", "perChunk", "before", "after"],
  /** A second tree, nested to canonical; without it a removal by nested address reads the whole tree. */
  directMap: ["no", "yes"],
  /**
   * When an unmap of everything takes out the entries and resets the flag. Not known. Taken is: at the start, and what
   * faults record while the lock is dropped goes with its chunk.
   */
  clearPoint: ["perChunk", "atStart", "atEnd", "never"],
  /**
   * What other unmaps make of a shadow whose tree was emptied at the start of an unmap that is still under way. Not known;
   * taken as recorded, they would miss the leaves that it has not reached.
   */
  untracked: ["broken", "asRecorded"],
  /** Whether faults go on recording into a map that is broken. Not known. */
  recordWhenBroken: ["continue", "skip"],
  /** Which mappings are recorded: all of a shadow, or those for which user_mem_abort has a `nested`. Not known. */
  recordCondition: ["isShadowMMU", "nestedNotNull"],
  /** Where in the fault. v2 reads as "under mmu_lock R"; before or after the map is inferred. */
  recordOrder: ["afterMapUnderR", "beforeMap", "afterUnlock"],
  /** Whether a fault that only added rights to a leaf records it again. Not known. */
  recordRelaxed: ["no", "yes"],
  /** The canonical IPA of a block: aligned to its size, or as computed for the page that faulted. */
  canonicalIpa: ["aligned", "asFaulted"],
  /** v1 2/4, see mmu-index.ts. */
  mmuIndexTree: ["no", "yes"],
  /**
   * How an entry goes: mas_store_gfp(NULL) that may fail and then leaves it; mas_erase, which may sleep; or a word that
   * stands for nothing is written over it in place, which needs no memory.
   */
  eraseAlloc: ["mayFail", "mayFailSleep", "never"],
} as const;

/** One value for each knob. */
export type MapleKnobs = { readonly [K in keyof typeof MAPLE_KNOBS]: (typeof MAPLE_KNOBS)[K][number] };

/** The first value of each. */
export const MAPLE_DEFAULTS: MapleKnobs = {
  valueEncoding: "validBit63",
  treeLock: "ma",
  gfp: "nowait",
  nodes: "inStore",
  onInsertFail: "broken",
  overlapPolicy: "spanUnknown",
  replacedLeaf: "keep",
  tlbiRemoval: "none",
  directMap: "no",
  clearPoint: "perChunk",
  untracked: "broken",
  recordWhenBroken: "continue",
  recordCondition: "isShadowMMU",
  recordOrder: "afterMapUnderR",
  recordRelaxed: "no",
  canonicalIpa: "aligned",
  mmuIndexTree: "no",
  eraseAlloc: "mayFail",
};

/** What is not known of any version. */
export const UNKNOWN = {
  clearPoint: MAPLE_KNOBS.clearPoint,
  recordCondition: MAPLE_KNOBS.recordCondition,
  recordOrder: MAPLE_KNOBS.recordOrder,
} as const;
