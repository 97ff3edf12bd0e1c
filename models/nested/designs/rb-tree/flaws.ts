import type { KnobFlaw } from "../knob-design.ts";
import type { RbKnobs } from "./knobs.ts";

/** Numbers as in the answer of 2024-03-05; G-10 (no figures) and G-12 (a notifier that is gone) are not about behaviour. */
export const FLAWS: readonly KnobFlaw<RbKnobs>[] = [
  {
    id: "G-1",
    title: "a lookup finds only the start address of a record",
    breaks: ["exactness", "released-frames", "soundness"],
    mend: () => ({ lookup: "overlap" }),
  },
  {
    id: "G-4",
    title: "a lock of its own, inside mmu_lock and with the same name",
    breaks: ["lock"],
    mend: () => ({ treeLock: "ma_lock" }),
  },
  {
    id: "G-5",
    title: "of two nested addresses of one canonical page only the first is recorded",
    breaks: ["coverage", "exactness", "released-frames", "soundness"],
    mend: () => ({ duplicates: "keep" }),
  },
  {
    id: "G-7",
    title: "allocates with GFP_KERNEL under mmu_lock",
    breaks: ["no-sleep"],
    mend: () => ({ gfp: "nowait" }),
  },
  {
    id: "G-8",
    title: "a mapping that could not be recorded is forgotten",
    breaks: ["coverage", "exactness", "released-frames", "soundness"],
    mend: () => ({ onAllocFail: "broken" }),
  },
  {
    id: "G-9",
    title: "an unmap steps over as much as was recorded, and over the records in it",
    breaks: ["exactness", "released-frames", "soundness"],
    mend: () => ({ step: "page" }),
  },
  {
    id: "G-11",
    title: "no TLBI, no recycling and no teardown removes a record",
    breaks: ["exactness", "no-growth", "no-leak", "precision", "recovery"],
    mend: () => ({ removal: "tlbiAndClear" }),
  },
  {
    id: "P-1",
    title: "a fault that replaces a leaf in place leaves the record of the old one behind",
    breaks: ["exactness", "precision"],
    mend: () => ({ replacedLeaf: "evict" }),
  },
];

export const REVIEW_FLAWS: readonly KnobFlaw<RbKnobs>[] = [
  {
    id: "G-2",
    title: "a lookup that hits frees the record",
    breaks: ["coverage", "exactness", "released-frames", "soundness"],
    mend: () => ({ freeOnHit: "no" }),
  },
  {
    id: "G-3",
    title: "a lookup drops the lock before it takes the record out",
    breaks: ["use-after-free"],
    mend: () => ({ eraseSection: "same" }),
  },
  {
    id: "G-6",
    title: "shadows with stage-2 off are not recorded",
    breaks: ["coverage", "exactness", "released-frames", "soundness"],
    mend: () => ({ recordCondition: "isShadowMMU" }),
  },
];
