import { knobDesign } from "../../src/scenario/knob-design.ts";
import type { KnobDesign, KnobFlaw } from "../../src/scenario/knob-design.ts";
import { LINUX, VMID_KNOBS } from "./knobs.ts";
import type { VmidKnobs } from "./knobs.ts";

export type VmidDesign = KnobDesign<VmidKnobs>;

interface Description {
  readonly name: string;
  readonly title: string;
  /** Where it differs from 7.3.4. */
  readonly knobs: Partial<VmidKnobs>;
  readonly flaws?: readonly KnobFlaw<VmidKnobs>[];
}

export const vmidDesign = ({ name, title, knobs, flaws = [] }: Description): VmidDesign =>
  knobDesign({ name, title, knobs: { ...LINUX, ...knobs }, values: VMID_KNOBS, flaws, limits: [] });
