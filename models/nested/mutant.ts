/** Faults that tests put into the code path of the baseline to see that a claim notices; `fault.ts` and others ask for them. */
export type Mutant =
  /** user_mem_abort maps without mmu_invalidate_retry. */
  | "no-retry"
  /** user_mem_abort samples mmu_invalidate_seq after it pinned the page. */
  | "late-sample"
  /** invalidate_range_start does not raise mmu_invalidate_in_progress. */
  | "no-in-progress"
  /** invalidate_range_end does not count mmu_invalidate_seq up. */
  | "no-seq"
  /** An unmapped chunk is not invalidated in the TLB. */
  | "no-tlb-flush"
  /** A chunk in which every leaf had its access flag clear is not invalidated in the TLB. */
  | "no-flush-when-old"
  /** TLBIs of KVM reach only the CPU that gives them. */
  | "tlbi-not-shareable"
  /** An unmap that must not block drops mmu_lock between chunks. */
  | "always-yield"
  /** A notifier unmaps as if it might block. */
  | "blocks-anyway"
  /** An unmap that may block never offers to drop mmu_lock between chunks. */
  | "never-yield"
  /** An unmap goes on one chunk too far when it has dropped mmu_lock. */
  | "yield-skips-chunk"
  /** A vCPU that finds no slot of its context takes the next one, whoever uses it. */
  | "recycle-in-use"
  /** Only the vCPU that recycles a slot gets the request to empty it, and not those that find it later. */
  | "request-once"
  /** A vCPU enters L2 on a recycled shadow without executing the pending unmap. */
  | "skip-pending-unmap"
  /** kvm_swap_active_memslots does not wait for notifiers between start and end. */
  | "slots-at-once"
  /** kvm_arch_flush_shadow_memslot runs without waiting for SRCU readers. */
  | "no-srcu-sync"
  /** user_mem_abort gives every right that the host gives, whatever L1 gives. */
  | "guest-perms-ignored"
  /** user_mem_abort maps a block where the host has one, whatever L1 has. */
  | "guest-size-ignored"
  /** user_mem_abort leaves the size of L1's leaf out of the software bits. */
  | "no-tag"
  /** user_mem_abort notes the size of its own leaf there. */
  | "tag-of-leaf"
  /** user_mem_abort keeps the page where its fault has to be tried again. */
  | "page-kept"
  /** user_mem_abort gives the page back twice where its fault has to be tried again. */
  | "page-put-twice"
  /** A map that replaces leaves writes the new one without a TLBI for them. */
  | "make-without-tlbi"
  /** A map that replaces a block by a page locks the entry of the page alone. */
  | "locks-page"
  /** The walk of L1's tables finds for every page of a block what the first leads to. */
  | "block-offset-lost"
  /** The walk of L1's tables takes a leaf whose access flag L1 has cleared. */
  | "guest-flag-ignored"
  /** A notifier that finds no leaf of a shadow to unmap leaves VNCR translations alone. */
  | "vncr-with-leaves"
  /** A TLBI for L1's EL2 does not count mmu_invalidate_seq up. */
  | "vncr-tlbi-no-seq"
  /** kvm_translate_vncr samples mmu_invalidate_seq after its walk. */
  | "vncr-late-sample"
  /** kvm_translate_vncr is counted after its walk. */
  | "vncr-count-late"
  /** The walk of L1's tables sets an access flag without a look at what is there by then. */
  | "guest-flag-blind"
  /** Write protection leaves the canonical table out. */
  | "canonical-writable"
  /** GET_DIRTY_LOG takes the bits and protects nothing. */
  | "no-protect-at-get"
  /** Of a memslot that moves, user_mem_abort looks for the page where the slot was. */
  | "hva-is-gfn"
  /** Write protection leaves the shadows out. */
  | "shadows-writable"
  /** user_mem_abort does not mark the page dirty. */
  | "no-mark"
  /** TLBI IPAS2E1 without TTL takes a page. */
  | "tlbi-takes-page";
