import { knobDesign } from "./knob-design.ts";
import type { KnobFlaw } from "./knob-design.ts";
import { STALE_AFTER_REPLACEMENT } from "./maple/flaws.ts";
import { MAPLE_DEFAULTS, MAPLE_KNOBS, UNKNOWN } from "./maple/knobs.ts";
import type { MapleKnobs } from "./maple/knobs.ts";
import { revmapWith } from "./maple/reverse-map.ts";

/**
 * Five patches of 2026-05-10. Known: words by xa_mk_value, removal on TLBI (4/5), the direct map (5/5), and that nobody
 * asserts the canonical IPA to be aligned to the size. Not known, and taken as sound: removal per chunk; a failed insert
 * into the second tree counts as one into the first. The rest are the defaults of knobs.ts.
 */
const POSTED: MapleKnobs = {
  ...MAPLE_DEFAULTS,
  valueEncoding: "xaMk",
  tlbiRemoval: "perChunk",
  directMap: "yes",
  canonicalIpa: "asFaulted",
};

const flaws: readonly KnobFlaw<MapleKnobs>[] = [
  {
    id: "V3-1",
    title: "a THP makes the leaf a block, and the canonical IPA is not re-aligned to it",
    breaks: ["broken-flag", "coverage", "exactness", "precision", "released-frames", "soundness"],
    mend: () => ({ canonicalIpa: "aligned" }),
  },
  STALE_AFTER_REPLACEMENT,
];

export const mapleV3 = knobDesign({
  name: "maple-v3",
  title: "maple tree, v3 as posted 2026-05-10",
  knobs: POSTED,
  values: MAPLE_KNOBS,
  open: {
    ...UNKNOWN,
    overlapPolicy: ["spanUnknown", "identicalIsNoop"],
    tlbiRemoval: MAPLE_KNOBS.tlbiRemoval.filter((value) => value !== "none"),
    recordWhenBroken: MAPLE_KNOBS.recordWhenBroken,
    eraseAlloc: ["mayFail", "mayFailSleep"],
  },
  flaws,
  // Where a page replaces part of a block, the direct map keeps what it knew of the rest.
  limits: ["strict-precision", "two-trees"],
  build: revmapWith,
});
