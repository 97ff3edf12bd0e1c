import type { KnobFlaw } from "../../../src/scenario/knob-design.ts";
import type { LifecycleKnobs } from "../knobs.ts";

type LifecycleFlaw = KnobFlaw<LifecycleKnobs>;

/** James Houghton's bug report, and what became of the shadow MMUs. */
export const CACHE_TWICE: LifecycleFlaw = {
  id: "L-1",
  title: "nothing keeps two flushes, or a flush and an ioctl, from changing the split cache at once",
  breaks: ["cache", "lock", "no-leak", "no-null", "no-warning", "use-after-free"],
  mend: () => ({ cacheFree: "destroy" }),
};

export const NESTED_TWICE: LifecycleFlaw = {
  id: "L-2",
  title: "two flushes at once free the shadow MMUs twice, or under a notifier",
  breaks: ["lock", "use-after-free"],
  mend: () => ({ nestedFree: "inDestroy" }),
};

export const SLEEPS: LifecycleFlaw = {
  id: "L-3",
  title: "tables and arrays are freed under mmu_lock, which may sleep",
  breaks: ["no-sleep"],
  mend: () => ({ flushLock: "mmu_lock", flushFrees: "afterUnlock" }),
};

export const BARE_CALLERS: LifecycleFlaw = {
  id: "L-4",
  title: "other callers of kvm_free_stage2_pgd do not hold the lock that it asserts",
  breaks: ["lock"],
  mend: () => ({ pgdLock: "variants" }),
};

export const OTHER_LOCK: LifecycleFlaw = {
  id: "L-5",
  title: "mmu_lock does not keep out those who fill and free the cache under slots_lock",
  breaks: ["cache", "lock", "no-leak", "no-null", "no-warning", "use-after-free"],
  mend: () => ({ cacheFree: "destroy" }),
};

export const SLOTS_IN_SRCU: LifecycleFlaw = {
  id: "L-6",
  title: "slots_lock is taken in a section that a holder of slots_lock waits for",
  breaks: ["deadlock", "lock"],
  mend: () => ({ flushLock: "none", cacheFree: "destroy" }),
};

export const OTHER_CAPACITY: LifecycleFlaw = {
  id: "L-7",
  title: "the cache outlives its chunk size, and can never be filled again",
  breaks: ["no-warning"],
  mend: () => ({ chunkChange: "withoutSlotsAndCache" }),
};
