import { knobDesign } from "./knob-design.ts";
import type { KnobFlaw } from "./knob-design.ts";
import { V1_POSTED } from "./maple-v1.ts";
import { MAPLE_KNOBS } from "./maple/knobs.ts";
import type { MapleKnobs } from "./maple/knobs.ts";
import { revmapWith } from "./maple/reverse-map.ts";

/** Patch 2/4 alone: what maple-v1.ts shows of the others is mended here. */
const WITH_INDEX: MapleKnobs = {
  ...V1_POSTED,
  valueEncoding: "validBit63",
  treeLock: "ma",
  gfp: "nowait",
  eraseAlloc: "mayFail",
  onInsertFail: "broken",
  replacedLeaf: "evict",
  mmuIndexTree: "yes",
};

/** What v2 did about it was to drop the tree. */
const INDEX_FAILS: KnobFlaw<MapleKnobs> = {
  id: "V1-7",
  title: "the tree of all shadows has no memory to name one, and an unmap looks there first",
  breaks: ["coverage", "exactness", "no-growth", "released-frames", "soundness"],
  mend: () => ({ mmuIndexTree: "no" }),
};

/**
 * The patch of 2026-03-30 that maple-v1.ts leaves out: a tree for the whole VM that tells an unmap which shadows to look at.
 * That it was there and what made v2 drop it is known; its entries, as maple/mmu-index.ts has them, are inferred.
 */
export const mapleV1Index = knobDesign({
  name: "maple-v1-index",
  title: "maple tree, v1 mended, with its tree of all shadows (2/4, entries inferred)",
  knobs: WITH_INDEX,
  values: MAPLE_KNOBS,
  flaws: [INDEX_FAILS],
  // Where a page replaces part of a block, the direct map keeps what it knew of the rest.
  limits: ["strict-precision", "two-trees"],
  build: revmapWith,
});
