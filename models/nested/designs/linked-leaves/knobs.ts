/** What could have been chosen otherwise; the first value of each is what the design takes, docs/our-design.md says why. */
export const LINKED_KNOBS = {
  /** When a fault links its leaf: before the entry becomes valid, after that under mmu_lock R, or without the lock. */
  linkAt: ["lockedEntry", "afterMap", "afterUnlock"],
  /** What guards a list among faults: bit 0 of its head, or nothing but mmu_lock R. */
  headLock: ["bit", "none"],
  /** A second leaf of one canonical page: both are in the list, or the head says only that it does not know, or it is dropped. */
  aliases: ["linked", "unknown", "dropped"],
  /** When a leaf leaves the list: as it leaves the table, or when its entry is used again. */
  unlinkAt: ["withLeaf", "atReuse"],
  /** The list of a block: that of its own size, or that of its first page. */
  blockHead: ["own", "firstPage"],
  /** A table whose links got no memory: its leaves are counted, or forgotten, or the fault fails. */
  noMemory: ["count", "ignore", "failFault"],
  /** A fault replaced such a leaf: the count goes down with the next unmap, under mmu_lock W, or in the fault. */
  countDown: ["underW", "inFault"],
  gfp: ["nowait", "sleep"],
  /** Which shadows a notifier looks at: those in the lists, or each. */
  visit: ["reached", "all"],
  /** Leaves that lie side by side: in one walk, or each in its own. */
  walk: ["run", "leaf"],
} as const;

export type LinkedKnobs = { readonly [K in keyof typeof LINKED_KNOBS]: (typeof LINKED_KNOBS)[K][number] };
