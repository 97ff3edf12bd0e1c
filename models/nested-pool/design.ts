import { knobDesign } from "../../src/scenario/knob-design.ts";
import type { KnobFlaw } from "../../src/scenario/knob-design.ts";
import { POOL_KNOBS } from "./knobs.ts";
import type { PoolKnobs } from "./knobs.ts";
import type { PoolDesign } from "./state.ts";

interface Description {
  readonly name: string;
  readonly title: string;
  readonly growth: PoolKnobs["growth"];
  readonly flaws?: readonly KnobFlaw<PoolKnobs>[];
}

/** A design is how the pool grows; all else is as it was settled in September 2026. */
export function poolDesign({ name, title, growth, flaws = [] }: Description): PoolDesign {
  const knobs: PoolKnobs = {
    growth,
    initOrder: "initThenFree",
    structFree: "destroy",
    freedKey: "invalid",
    vncr: "locked",
  };
  return knobDesign({ name, title, knobs, values: POOL_KNOBS, flaws, limits: [] });
}
