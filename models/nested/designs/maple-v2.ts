import { knobDesign } from "./knob-design.ts";
import { STALE_AFTER_REPLACEMENT, STALE_AFTER_TLBI } from "./maple/flaws.ts";
import { MAPLE_DEFAULTS, MAPLE_KNOBS, UNKNOWN } from "./maple/knobs.ts";
import type { MapleKnobs } from "./maple/knobs.ts";
import { revmapWith } from "./maple/reverse-map.ts";

/**
 * One patch of 2026-04-11. Known: bit 63 on every address, ma_lock, GFP_NOWAIT | __GFP_ACCOUNT, nested_revmap_broken, no
 * removal on TLBI. The rest are the defaults of knobs.ts.
 */
const POSTED: MapleKnobs = MAPLE_DEFAULTS;

export const mapleV2 = knobDesign({
  name: "maple-v2",
  title: "maple tree, v2 as posted 2026-04-11",
  knobs: POSTED,
  values: MAPLE_KNOBS,
  open: { ...UNKNOWN, recordWhenBroken: MAPLE_KNOBS.recordWhenBroken, eraseAlloc: ["mayFail", "mayFailSleep"] },
  flaws: [STALE_AFTER_TLBI, STALE_AFTER_REPLACEMENT],
  limits: ["strict-precision"],
  build: revmapWith,
});
