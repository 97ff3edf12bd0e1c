import type { KnobFlaw } from "../knob-design.ts";
import type { MapleKnobs } from "./knobs.ts";

/** Flaws that more than one version has; a mend of any knobs that have these. */
export const STALE_AFTER_TLBI: KnobFlaw<Pick<MapleKnobs, "tlbiRemoval">> = {
  id: "V2-1",
  title: "a TLBI leaves its entries behind, and what is mapped there next overlaps them",
  breaks: ["exactness", "precision"],
  mend: () => ({ tlbiRemoval: "perChunk" }),
};

/** Nobody remarked on it: L1 has to rewrite a live entry for it, and it costs accuracy only. */
export const STALE_AFTER_REPLACEMENT: KnobFlaw<Pick<MapleKnobs, "replacedLeaf">> = {
  id: "P-1",
  title: "a fault that replaces a leaf in place leaves the entry of the old one behind",
  breaks: ["exactness", "precision"],
  mend: () => ({ replacedLeaf: "evict" }),
};
