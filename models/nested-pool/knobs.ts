import type { KnobValues } from "../../src/scenario/knob-design.ts";

export interface PoolKnobs {
  /** What happens to the shadow MMUs there are when a vCPU brings more. */
  readonly growth:
    | "fixed" /** an array of pointers for all there will ever be; one more is put in under mmu_lock */
    | "pointers" /** a larger array of pointers takes the place of the old one under mmu_lock */
    | "structs" /** the MMUs lie in the array themselves and move with it, under mmu_lock */
    | "realloc" /** the same, without mmu_lock */;
  /** Whether a larger array is there for good only once nothing can fail any more. */
  readonly initOrder: "initThenFree" | "freeThenInit";
  /** When the MMUs themselves are freed. */
  readonly structFree: "destroy" | "flush";
  /** What a flush leaves in the key of an MMU whose tables it frees. */
  readonly freedKey: "invalid" | "left";
  /** Whether a vCPU holds mmu_lock when it drops its VNCR translation. */
  readonly vncr: "locked" | "unlocked";
}

export const POOL_KNOBS: KnobValues<PoolKnobs> = {
  growth: ["fixed", "pointers", "structs", "realloc"],
  initOrder: ["initThenFree", "freeThenInit"],
  structFree: ["destroy", "flush"],
  freedKey: ["invalid", "left"],
  vncr: ["locked", "unlocked"],
};
