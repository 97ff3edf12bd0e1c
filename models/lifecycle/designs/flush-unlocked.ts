import { lifecycleDesign } from "../design.ts";
import type { LifecycleKnobs } from "../knobs.ts";
import { CACHE_TWICE, NESTED_TWICE } from "./flaws.ts";

/** What the flush frees in the designs that leave it there. */
export const IN_FLUSH: Partial<LifecycleKnobs> = {
  cacheFree: "flush",
  commitFree: "yes",
  chunkChange: "withoutSlots",
  nestedFree: "inFlush",
};

/** Design A: the code of early 2026. */
export const flushUnlocked = lifecycleDesign({
  name: "flush-unlocked",
  title: "kvm_arch_flush_shadow_all frees cache and shadow MMUs without a lock",
  knobs: IN_FLUSH,
  flaws: [CACHE_TWICE, NESTED_TWICE],
});
