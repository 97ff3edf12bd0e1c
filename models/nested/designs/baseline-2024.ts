import { BEFORE, HISTORY } from "../history.ts";
import type { History } from "../history.ts";
import { fullUnmap } from "./full-unmap.ts";
import { knobDesign } from "./knob-design.ts";
import type { KnobFlaw } from "./knob-design.ts";

/** Numbers as in the catalogue of what was fixed around the reverse map; README.md says of the others why they are not here. */
const FLAWS: readonly KnobFlaw<History>[] = [
  {
    id: "BASE-1",
    title: "nested_mmus is reallocated without mmu_lock, while others go through it",
    breaks: ["ref", "released-frames", "soundness", "use-after-free"],
    mend: () => ({ growth: "underW" }),
  },
  {
    id: "BASE-1b",
    title: "the shadows move with their array, and who has one in use keeps the old address",
    breaks: ["no-leak", "ref", "released-frames", "soundness", "use-after-free"],
    mend: () => ({ structs: "fixed" }),
  },
  {
    id: "BASE-2",
    title: "a flush of all shadows frees nested_mmus, while another flush and notifiers go through it",
    breaks: ["use-after-free"],
    mend: () => ({ arrayFreed: "withVm" }),
  },
  {
    id: "BASE-3",
    title: "a full unmap reads the size of the canonical table, which is gone",
    breaks: ["use-after-free"],
    mend: () => ({ vncrRange: "all" }),
  },
  {
    id: "BASE-4",
    title: "vcpu_load empties the shadow that it recycles, and nobody gets mmu_lock meanwhile",
    breaks: ["lock-hold"],
    mend: () => ({ recycleUnmap: "onRequest" }),
  },
  {
    id: "BASE-5",
    title: "a debugfs file is made under mmu_lock",
    breaks: ["no-sleep"],
    mend: () => ({ debugfs: "beforePublish" }),
  },
  {
    id: "BASE-6",
    title: "a dump reads a table that was freed",
    breaks: ["use-after-free"],
    mend: () => ({ ptdump: "looks" }),
  },
  {
    id: "BASE-9",
    title:
      "adding rights to a leaf overwrites the size that it notes of L1's leaf, and a TLBI without TTL takes too little",
    breaks: ["guest-tlbi"],
    mend: () => ({ relaxTag: "keeps" }),
  },
  {
    id: "BASE-10",
    title: "a shadow that could not be initialised leads to a table that is freed, and is freed once more",
    breaks: ["use-after-free"],
    mend: () => ({ initError: "clearsPgt" }),
  },
];

export const baseline2024 = knobDesign({
  name: "baseline-2024",
  title: "no reverse map: the baseline with the bugs that have been fixed since (2024 to 2026)",
  knobs: BEFORE,
  values: HISTORY,
  flaws: FLAWS,
  limits: fullUnmap.breaks,
  seldom: ["guest-tlbi", "released-frames", "soundness"],
  familiesOnly: true,
  build: (history) => ({ ...fullUnmap.reverse_map, history }),
});
