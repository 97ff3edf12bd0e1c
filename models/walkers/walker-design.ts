import { knobDesign } from "../../src/scenario/knob-design.ts";
import type { KnobDesign, KnobFlaw } from "../../src/scenario/knob-design.ts";
import { LINUX, WALKER_KNOBS } from "./knobs.ts";
import type { WalkerKnobs } from "./knobs.ts";

export type WalkerDesign = KnobDesign<WalkerKnobs>;

interface Description {
  readonly name: string;
  readonly title: string;
  /** Where it differs from 7.3.4. */
  readonly knobs: Partial<WalkerKnobs>;
  readonly flaws?: readonly KnobFlaw<WalkerKnobs>[];
  readonly limits?: readonly string[];
}

export function walkerDesign({ name, title, knobs, flaws = [], limits = [] }: Description): WalkerDesign {
  const description = { name, title, knobs: { ...LINUX, ...knobs }, values: WALKER_KNOBS, flaws, limits };
  return knobDesign(description);
}
