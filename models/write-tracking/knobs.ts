import type { KnobValues } from "../../src/scenario/knob-design.ts";

export interface TrackingKnobs {
  /** What an emulated write makes the shadow from: memory, read again under mmu_lock, or what it wrote itself. */
  readonly fetch: "memory" | "written";
  /** Whether whoever writes an entry and whoever shadows it have full barriers between their store and their load. */
  readonly barriers: "both" | "none";
  /** Whether a fault compares the guest's entry again when it holds mmu_lock, or only if it shadows the table anew. */
  readonly recheck: "always" | "whenNew";
  /** Whether a table is write-protected before its shadow is filled from it. */
  readonly fill: "afterProtect" | "beforeProtect";
  /** Whether a table that is out of sync is synced when it is linked under a parent. */
  readonly link: "synced" | "asItIs";
  /** How a locked instruction of the guest is emulated. */
  readonly lockedOps: "cmpxchg" | "loadStore";
}

export const TRACKING_KNOBS: KnobValues<TrackingKnobs> = {
  fetch: ["memory", "written"],
  barriers: ["both", "none"],
  recheck: ["always", "whenNew"],
  fill: ["afterProtect", "beforeProtect"],
  link: ["synced", "asItIs"],
  lockedOps: ["cmpxchg", "loadStore"],
};
