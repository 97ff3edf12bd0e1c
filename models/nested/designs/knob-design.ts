import type { Flaw } from "../../../src/scenario/model.ts";
import type { NestedDesign, ReverseMap } from "../reverse-map.ts";

/** A flaw that one setting of the knobs makes; `mend` turns that setting and no other, and may be asked twice. */
export interface KnobFlaw<K> extends Flaw {
  /** Properties that it can break, whatever else is mended. */
  readonly breaks: readonly string[];
  readonly mend: (knobs: K) => Partial<K>;
}

/** A design whose variants are settings of the same knobs. */
export interface KnobDesign<K> extends NestedDesign {
  readonly knobs: K;
  /** The same design with some knobs turned, for sweeps. Its flaws and breaks are those of the design it came from. */
  readonly turned: (knobs: Partial<K>) => KnobDesign<K>;
}

interface Description<K> {
  readonly name: string;
  readonly title: string;
  readonly knobs: K;
  readonly flaws: readonly KnobFlaw<K>[];
  /** What it still breaks with every flaw mended: the limits of its idea. */
  readonly limits: readonly string[];
  readonly build: (knobs: K) => ReverseMap;
}

/** Throws when asked to mend a flaw that the design never had. */
export function knobDesign<K extends object>(description: Description<K>): KnobDesign<K> {
  return variant(description, description.knobs, description.flaws);
}

function variant<K extends object>(
  description: Description<K>,
  knobs: K,
  flaws: readonly KnobFlaw<K>[],
): KnobDesign<K> {
  const { name, title, limits, build } = description;
  return {
    name,
    title,
    knobs,
    flaws,
    breaks: [...new Set([...flaws.flatMap((flaw) => flaw.breaks), ...limits])].toSorted(),
    reverse_map: build(knobs),
    turned: (changed) => variant(description, { ...knobs, ...changed }, flaws),
    mend(ids) {
      const mended = ids.map((id) => flawNamed(description, id));
      const turned = { ...knobs };
      for (const flaw of mended) {
        Object.assign(turned, flaw.mend(turned));
      }
      const left = flaws.filter((flaw) => !mended.includes(flaw));
      return variant(description, turned, left);
    },
  };
}

function flawNamed<K>({ name, flaws }: Description<K>, id: string): KnobFlaw<K> {
  const flaw = flaws.find((known) => known.id === id);
  if (flaw === undefined) {
    throw new Error(`${name} has no flaw ${id} to mend: it has ${flaws.map((known) => known.id).join(", ")}`);
  }
  return flaw;
}
