import { knobDesignWith } from "../../../src/scenario/knob-design.ts";
import type { KnobDescription, KnobDesign as AnyKnobDesign } from "../../../src/scenario/knob-design.ts";
import type { NestedDesign, ReverseMap } from "../reverse-map.ts";

export type { KnobFlaw } from "../../../src/scenario/knob-design.ts";

export type KnobDesign<K> = AnyKnobDesign<K, Pick<NestedDesign, "reverse_map">>;

interface Description<K> extends KnobDescription<K> {
  readonly build: (knobs: K) => ReverseMap;
}

/** A nested design whose reverse map follows from its knobs. */
export function knobDesign<K extends object>({ build, ...description }: Description<K>): KnobDesign<K> {
  return knobDesignWith(description, (knobs) => ({ reverse_map: build(knobs) }));
}
