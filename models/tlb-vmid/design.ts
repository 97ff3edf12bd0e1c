import { knobDesign } from "../../src/scenario/knob-design.ts";
import type { KnobDesign } from "../../src/scenario/knob-design.ts";
import { LINUX, TLB_KNOBS } from "./knobs.ts";
import type { TlbKnobs } from "./knobs.ts";

export type TlbDesign = KnobDesign<TlbKnobs>;

export const linux: TlbDesign = knobDesign({
  name: "tlb-vmid",
  title: "TLBIs by address, level and VMID, each waited for (Linux 7.3.4)",
  knobs: LINUX,
  values: TLB_KNOBS,
  flaws: [],
  limits: [],
});
