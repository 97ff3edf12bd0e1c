import type { EventOf as Event, Handlers as HandlersOf } from "../../../src/conform/vocabulary.ts";

/**
 * What a trace of KVM/arm64 with nested guests says, in the words of the kernel's own functions (7.3.4). Addresses are
 * bytes, gfns and pfns frame numbers; an entry of a page table is a 64-bit word. MMUs are called C (canonical) and S0, S1, …
 */
export const kinds = {
  /** What whoever recorded the trace wrote into it. */
  mark: { s: "text" },
  // mmu_lock: acquired, or about to be released; `yield` says that __cond_resched_rwlock_write dropped and retook it.
  rlock: {},
  runlock: {},
  wlock: {},
  wunlock: {},
  yield: {},
  // Page tables. `ipa` of an entry is the address of the walk, which need not be aligned to the entry.
  map: { mmu: "text", ipa: "address", size: "address", pa: "address", prot: "wide" },
  map_ret: { ipa: "address", ret: "integer" },
  relax: { mmu: "text", ipa: "address", prot: "wide" },
  relax_ret: { ipa: "address", ret: "integer" },
  split: { mmu: "text", ipa: "address", size: "address" },
  split_ret: { ret: "integer" },
  mkyoung: { mmu: "text", ipa: "address" },
  unmap_range: { mmu: "text", start: "address", size: "address", may_block: "flag" },
  unmap_range_ret: { mmu: "text" },
  wp_range: { mmu: "text", start: "address", end: "address" },
  wp_range_ret: { mmu: "text" },
  pte_break: { level: "level", ipa: "address", ok: "flag", old: "wide?" },
  pte_make: { mmu: "text", level: "level", ipa: "address", pte: "wide" },
  pte_unmap: { mmu: "text", level: "level", ipa: "address", old: "wide", pte: "wide" },
  pte_attr: { mmu: "text", level: "level", ipa: "address", old: "wide", pte: "wide" },
  pte_age: { level: "level", ipa: "address", old: "wide", pte: "wide" },
  pte_split: { level: "level", ipa: "address", old: "wide", pte: "wide", ret: "integer" },
  // TLB maintenance by the hardware VMID of an MMU, generation in the bits above 15; level 0x7fffffff is unknown.
  tf_vmid: { mmu: "text", vmid: "address" },
  tf_ipa: { mmu: "text", vmid: "address", ipa: "address", level: "integer" },
  tf_ipa_nsh: { mmu: "text", vmid: "address", ipa: "address", level: "integer" },
  tf_range: { mmu: "text", vmid: "address", start: "address", pages: "address" },
  tf_cpu: { mmu: "text", vmid: "address" },
  tf_s1e2: { mmu: "name", enc: "address" },
  tf_all: {},
  rtlb_range: { gfn: "address", n: "address" },
  rtlb_all: {},
  // Notifiers: brackets of the memory manager, and what they do to guest frames.
  mn_start: { start: "address", end: "address", event: "integer" },
  mn_start_ret: { start: "address", end: "address" },
  mn_end: { start: "address", end: "address" },
  notifier_unmap: { start: "address", end: "address", may_block: "flag", seq: "integer", inprog: "integer" },
  notifier_unmap_ret: {},
  inv_end: { seq: "integer", inprog: "integer" },
  age: { start: "address", end: "address", ret: "integer" },
  test_age: { start: "address", end: "address", ret: "integer" },
  flush_slot: { base: "address", npages: "address" },
  logmask: { base: "address", off: "address", mask: "wide" },
  nested_unmap: { may_block: "flag" },
  nested_unmap_ret: {},
  nested_wp: {},
  nested_wp_ret: {},
  // Faults.
  fault: { vcpu: "integer", mmu: "text", seq: "integer", inprog: "integer" },
  fault_ipa: { ipa: "address", esr: "address" },
  walk: {
    vcpu: "integer",
    ipa: "address",
    out: "address",
    level: "integer",
    desc: "wide",
    r: "flag",
    w: "flag",
    ret: "integer",
  },
  inject: { vcpu: "integer", esr: "address" },
  faultin_start: { gfn: "address" },
  faultin: { gfn: "address", pfn: "wide" },
  mark_dirty: { gfn: "address", logging: "flag" },
  fault_ret: { vcpu: "integer", ret: "integer" },
  // L1's TLB maintenance.
  tlbi_trap: { s: "text" },
  by_vmid: { vmid: "address" },
  by_vmid_ret: {},
  tlbi_ipa: { mmu: "text", xt: "wide" },
  tlbi_size: { mmu: "text", size: "address" },
  tlbi_range: { mmu: "text", start: "address", size: "address" },
  // Which MMU a vCPU runs on.
  lookup: { vcpu: "integer", mmu: "name" },
  load: { vcpu: "integer", mmu: "text", vmid: "address", vttbr: "wide", vm: "flag", pend: "flag", ref: "integer" },
  put: { vcpu: "integer", mmu: "text", ref: "integer", sched: "flag" },
  pending_unmap: { vcpu: "integer", mmu: "text" },
  enter: {},
} as const;

export type Kinds = typeof kinds;
export type Kind = keyof Kinds;
export type EventOf<K extends Kind> = Event<Kinds, K>;
export type Handlers = HandlersOf<Kinds>;

/** A level that a TLBI does not name (TLBI_TTL_UNKNOWN). */
export const LEVEL_UNKNOWN = 0x7fffffff;
