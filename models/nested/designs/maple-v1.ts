import { knobDesign } from "./knob-design.ts";
import type { KnobFlaw } from "./knob-design.ts";
import { STALE_AFTER_REPLACEMENT } from "./maple/flaws.ts";
import { MAPLE_DEFAULTS, MAPLE_KNOBS, UNKNOWN } from "./maple/knobs.ts";
import type { MapleKnobs } from "./maple/knobs.ts";
import { revmapWith } from "./maple/reverse-map.ts";

/**
 * Four patches of 2026-03-30: the tree; a tree of all shadows (2/4), which is in maple-v1-index.ts, since nothing is known of
 * what its entries were; removal on TLBI (3/4); the direct map (4/4). Known: raw words, no lock, GFP_KERNEL_ACCOUNT, the error
 * goes to the caller. Removal per chunk, and mas_erase for it, are taken; the rest are the defaults of knobs.ts.
 */
export const V1_POSTED: MapleKnobs = {
  ...MAPLE_DEFAULTS,
  valueEncoding: "rawZeroable",
  treeLock: "none",
  gfp: "sleep",
  onInsertFail: "failFault",
  tlbiRemoval: "perChunk",
  directMap: "yes",
  eraseAlloc: "mayFailSleep",
};

const flaws: readonly KnobFlaw<MapleKnobs>[] = [
  {
    id: "V1-1",
    title: "nested IPA 0 is stored as the word 0, which is NULL",
    breaks: ["broken-flag", "coverage", "encoding", "exactness", "released-frames", "soundness", "two-trees"],
    mend: () => ({ valueEncoding: "validBit63" }),
  },
  {
    id: "V1-2",
    title: "parallel faults store into a tree without its lock (V1-3: which the API wants held)",
    breaks: ["coverage", "exactness", "lock", "no-growth", "precision", "released-frames", "soundness"],
    mend: () => ({ treeLock: "ma" }),
  },
  {
    id: "V1-4",
    title: "allocates with GFP_KERNEL_ACCOUNT under mmu_lock",
    breaks: ["no-sleep"],
    mend: () => ({ gfp: "nowait", eraseAlloc: "mayFail" }),
  },
  {
    id: "V1-4b",
    title: "mas_nomem drops a ma_lock that is not held, and returns holding it",
    breaks: ["deadlock", "lock"],
    mend: () => ({ nodes: "preallocated", eraseAlloc: "mayFail" }),
  },
  {
    id: "V1-5",
    title: "a failed insert fails the vCPU",
    breaks: ["dirty-log", "no-fail"],
    mend: ({ onInsertFail }) => ({ onInsertFail: tracksFailure(onInsertFail) ? "broken" : "ignore" }),
  },
  {
    id: "V1-6",
    title: "after a failed insert nothing says that the map is incomplete",
    breaks: ["coverage", "exactness", "released-frames", "soundness"],
    mend: ({ onInsertFail }) => ({ onInsertFail: failsFault(onInsertFail) ? "failFaultAndBroken" : "broken" }),
  },
  STALE_AFTER_REPLACEMENT,
];

type OnInsertFail = MapleKnobs["onInsertFail"];

const tracksFailure = (knob: OnInsertFail): boolean => knob === "broken" || knob === "failFaultAndBroken";
const failsFault = (knob: OnInsertFail): boolean => knob === "failFault" || knob === "failFaultAndBroken";

export const mapleV1 = knobDesign({
  name: "maple-v1",
  title: "maple tree, v1 as posted 2026-03-30",
  knobs: V1_POSTED,
  values: MAPLE_KNOBS,
  open: {
    tlbiRemoval: MAPLE_KNOBS.tlbiRemoval.filter((value) => value !== "none"),
    ...UNKNOWN,
  },
  flaws,
  // Where a page replaces part of a block, the direct map keeps what it knew of the rest.
  limits: ["strict-precision", "two-trees"],
  seldom: ["dirty-log"],
  build: revmapWith,
});
