import type { KnobValues } from "../../src/scenario/knob-design.ts";

/** What the designs differ in, and where the code once was wrong. */
export interface LifecycleKnobs {
  /** The lock that is held around `kvm_arch_flush_shadow_all`, and who takes it. */
  readonly flushLock: "none" | "mmu_lock" | "mmu_lock-generic" | "slots_lock";
  /** Where what the flush has detached is freed: on the spot, or once its lock is dropped. */
  readonly flushFrees: "atOnce" | "afterUnlock";
  /** Whether `kvm_free_stage2_pgd` takes mmu_lock by itself, leaves that to its callers and asserts it, or has a variant for each. */
  readonly pgdLock: "taken" | "asserted" | "variants";
  /** Who frees the split cache at the end. */
  readonly cacheFree: "flush" | "destroy" | "nobody";
  /** Whether `kvm_arch_commit_memory_region` frees it when dirty logging ends. */
  readonly commitFree: "yes" | "no";
  /** When KVM_CAP_ARM_EAGER_SPLIT_CHUNK_SIZE may be changed. */
  readonly chunkChange: "withoutSlots" | "withoutSlotsAndCache";
  /** How many pages the cache holds. */
  readonly capacity: "ofChunk" | "one";
  /** What becomes of the array of shadow MMUs when the mm goes. */
  readonly nestedFree: "inFlush" | "detached" | "inDestroy";
  /** How teardown takes the tables away from those who walk them under mmu_lock. */
  readonly pgdFree: "detached" | "emptiedUnlocked" | "freedThenCleared";
  /** Whether aging looks if there are tables at all. */
  readonly agePgt: "checked" | "assumed";
  /** Whether VM destruction frees the tables if `release` was never called. */
  readonly destroyFrees: "yes" | "no";
  /** What a failed init leaves in `mmu->pgt`. */
  readonly failedInit: "cleared" | "dangling";
  /** When a protected VM gets its handle: before notifiers can see its tables, or when it first runs. */
  readonly handle: "reserved" | "late";
  /** Whether ioctls of another process may still be under way when the mm goes. */
  readonly ioctls: "mayRace" | "excluded";
}

export const LIFECYCLE_KNOBS: KnobValues<LifecycleKnobs> = {
  flushLock: ["none", "mmu_lock", "mmu_lock-generic", "slots_lock"],
  flushFrees: ["atOnce", "afterUnlock"],
  pgdLock: ["taken", "asserted", "variants"],
  cacheFree: ["flush", "destroy", "nobody"],
  commitFree: ["yes", "no"],
  chunkChange: ["withoutSlots", "withoutSlotsAndCache"],
  capacity: ["ofChunk", "one"],
  nestedFree: ["inFlush", "detached", "inDestroy"],
  pgdFree: ["detached", "emptiedUnlocked", "freedThenCleared"],
  agePgt: ["checked", "assumed"],
  destroyFrees: ["yes", "no"],
  failedInit: ["cleared", "dangling"],
  handle: ["reserved", "late"],
  ioctls: ["mayRace", "excluded"],
};

/** The whole of seed 001's last proposal, and the life of the shadow MMUs as it was settled in September 2026. */
export const SETTLED: LifecycleKnobs = {
  flushLock: "none",
  flushFrees: "atOnce",
  pgdLock: "taken",
  cacheFree: "destroy",
  commitFree: "no",
  chunkChange: "withoutSlotsAndCache",
  capacity: "ofChunk",
  nestedFree: "inDestroy",
  pgdFree: "detached",
  agePgt: "checked",
  destroyFrees: "yes",
  failedInit: "cleared",
  handle: "reserved",
  ioctls: "mayRace",
};
