import type { KnobFlaw } from "../knob-design.ts";
import type { ColumbiaKnobs } from "./knobs.ts";

/** Seen in the code and found by running it; the letters are ours. */
export const FLAWS: readonly KnobFlaw<ColumbiaKnobs>[] = [
  {
    id: "COL-a",
    title: "of two shadows that map a page at one L2 IPA, either may lose the other's record",
    breaks: ["coverage", "deadlock", "exactness", "released-frames", "soundness"],
    mend: () => ({ search: "l2IpaAndMmu" }),
  },
  {
    id: "COL-b",
    title: "a head that holds L2 IPA 0 counts as empty",
    breaks: ["coverage", "exactness", "released-frames", "soundness"],
    mend: () => ({ empty: "flag" }),
  },
  {
    id: "COL-e",
    title: "a fault that replaces a leaf leaves the record of the old one behind",
    breaks: ["deadlock", "no-leak", "recovery"],
    mend: () => ({ replacedLeaf: "clear" }),
  },
  {
    id: "COL-f",
    title: "a permission fault records its leaf a second time",
    breaks: ["deadlock", "exactness", "no-growth", "no-leak", "precision", "recovery", "strict-precision"],
    mend: () => ({ permissionFault: "skip" }),
  },
  {
    id: "COL-g",
    title: "a block is found by its first page only",
    breaks: ["coverage", "exactness", "released-frames", "soundness"],
    mend: () => ({ blockLookup: "anyPage" }),
  },
  {
    id: "COL-h",
    title: "after a block an unmap goes on behind it, and passes over the pages in it",
    breaks: ["exactness", "released-frames", "soundness"],
    mend: () => ({ step: "page" }),
  },
];
