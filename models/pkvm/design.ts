import { knobDesign } from "../../src/scenario/knob-design.ts";
import type { KnobDesign } from "../../src/scenario/knob-design.ts";
import { LINUX, PKVM_KNOBS } from "./knobs.ts";
import type { PkvmKnobs } from "./knobs.ts";

export type PkvmDesign = KnobDesign<PkvmKnobs>;

export const linux: PkvmDesign = knobDesign({
  name: "pkvm",
  title: "the host's memory given away page by page, and mapped in blocks again (Linux 7.3.4)",
  knobs: LINUX,
  values: PKVM_KNOBS,
  flaws: [],
  limits: [],
});
