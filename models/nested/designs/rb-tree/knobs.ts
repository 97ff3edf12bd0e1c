/**
 * What the review of the rb-tree of 2024-03-05 takes up, each as a choice between what was posted, which comes first, and
 * what mends it; the last three are of later designs.
 */
export const RB_KNOBS = {
  /** The record whose key is the start address, or one that overlaps the page there. */
  lookup: ["exact", "overlap"],
  /** Whether a lookup that hits takes the record out and frees it, or whoever unmapped its leaf does. */
  freeOnHit: ["yes", "no"],
  /** Where a lookup takes the record out: after dropping the lock it was found under, or under that. */
  eraseSection: ["another", "same"],
  /** A rwlock of its own, named mmu_lock too, or a spinlock as a maple tree brings it, or none. */
  treeLock: ["mmu_lock", "ma_lock", "none"],
  /** A second record of one canonical address. */
  duplicates: ["discard", "keep"],
  /** Posted: `nested || hw_mmu != &kvm->arch.mmu`, which is every shadow. The review asks what the second half is for. */
  recordCondition: ["isShadowMMU", "nestedNotNull"],
  /** GFP_KERNEL or GFP_NOWAIT, under mmu_lock. */
  gfp: ["sleep", "nowait"],
  onAllocFail: ["ignore", "broken"],
  /** How the unmap goes on after a hit: past as much as was recorded, or at the same page until nothing is found there. */
  step: ["recordedSize", "page"],
  /** Whether faults look a mapping up before they add one, as the review wants to use the tree. */
  lookupInFault: ["no", "yes"],
  /** Whether TLBIs by address, unmaps of everything and the end of the VM free records. */
  removal: ["never", "tlbiAndClear"],
  /** What a fault does about the record of a leaf that it replaced. */
  replacedLeaf: ["keep", "evict"],
} as const;

export type RbKnobs = { readonly [K in keyof typeof RB_KNOBS]: (typeof RB_KNOBS)[K][number] };
