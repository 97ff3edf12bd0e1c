import { knobDesign } from "../../src/scenario/knob-design.ts";
import type { KnobDesign, KnobFlaw } from "../../src/scenario/knob-design.ts";
import { LIFECYCLE_KNOBS, SETTLED } from "./knobs.ts";
import type { LifecycleKnobs } from "./knobs.ts";

interface Description {
  readonly name: string;
  readonly title: string;
  /** Where it differs from what was settled. */
  readonly knobs: Partial<LifecycleKnobs>;
  readonly flaws?: readonly KnobFlaw<LifecycleKnobs>[];
  /** What it breaks besides. */
  readonly limits?: readonly string[];
}

export function lifecycleDesign({
  name,
  title,
  knobs,
  flaws = [],
  limits = [],
}: Description): KnobDesign<LifecycleKnobs> {
  return knobDesign({ name, title, knobs: { ...SETTLED, ...knobs }, values: LIFECYCLE_KNOBS, flaws, limits });
}
