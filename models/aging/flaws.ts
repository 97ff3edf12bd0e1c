import type { KnobFlaw } from "../../src/scenario/knob-design.ts";
import type { WalkerKnobs } from "../walkers/knobs.ts";

/** As mainline frees tables to this day, under mmu_lock. */
export const INLINE: KnobFlaw<WalkerKnobs> = {
  id: "AGE-A",
  title: "an unmap frees a table while the ager may be in it",
  breaks: ["use-after-free"],
  mend: () => ({ unmapFree: "putRcu" }),
};

/** Of the first design and of the one that mended only the other flaw. */
export const ROOT: KnobFlaw<WalkerKnobs> = {
  id: "AGE-D",
  title: "the root goes with the mm, while notifiers may still come",
  breaks: ["use-after-free"],
  mend: () => ({ rootFree: "destroy" }),
};
