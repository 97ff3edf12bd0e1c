/** Inferred like all of guest-mapping.ts: what its text would decide. The first value of each is what the design takes. */
export const GUEST_MAPPING_KNOBS = {
  /** A fault without memory for a node: fails, as one without memory for a table does; or the shadow's map counts as broken. */
  onAllocFail: ["failFault", "broken"],
  /** Where a node is added: after the map under mmu_lock R, before it, or after the lock. */
  recordOrder: ["afterMapUnderR", "beforeMap", "afterUnlock"],
  /** Which nodes go with a nested range: those that lie in it, or all that overlap it, or none. */
  removal: ["contained", "overlapping", "none"],
  /** What becomes of a node whose canonical range was unmapped: it stays, as L1's mapping does, or goes if all of it was. */
  afterUnmap: ["keep", "drop"],
  /** What a node is made of: L1's mapping, or the leaf of the shadow. */
  node: ["guestMapping", "leaf"],
  /** Shadows with stage-2 off have nodes as well, a leaf each, or none. */
  recordCondition: ["isShadowMMU", "nestedNotNull"],
} as const;

export type GuestMappingKnobs = {
  readonly [K in keyof typeof GUEST_MAPPING_KNOBS]: (typeof GUEST_MAPPING_KNOBS)[K][number];
};
