import type { Flaw, Knob, Setting, Variants } from "../../../src/scenario/model.ts";
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
  readonly variants: Variants;
  /** The same design with some knobs turned, for sweeps. Its flaws and breaks are those of the design it came from. */
  readonly turned: (knobs: Partial<K>) => KnobDesign<K>;
}

/** Names of values by names of knobs. */
type Values<K> = { readonly [N in keyof K]: readonly K[N][] };

interface Description<K> {
  readonly name: string;
  readonly title: string;
  readonly knobs: K;
  /** What each knob that the design heeds can be turned to. */
  readonly values: Partial<Values<K>>;
  /** Where it is not known what the code does: the values in question. */
  readonly open?: Partial<Values<K>>;
  readonly flaws: readonly KnobFlaw<K>[];
  /** What it still breaks with every flaw mended: the limits of its idea. */
  readonly limits: readonly string[];
  readonly build: (knobs: K) => ReverseMap;
}

/** What of a description has been changed. */
interface State<K> {
  readonly knobs: K;
  /** Turned by hand: mending does not turn them back. */
  readonly turned: Partial<K>;
  readonly flaws: readonly KnobFlaw<K>[];
}

/** Throws when asked to mend a flaw that the design never had. */
export function knobDesign<K extends object>(description: Description<K>): KnobDesign<K> {
  return variant(description, { knobs: description.knobs, turned: {}, flaws: description.flaws });
}

function variant<K extends object>(description: Description<K>, state: State<K>): KnobDesign<K> {
  const { title, limits, build } = description;
  const { knobs, flaws } = state;
  const turn = (changed: Partial<K>): KnobDesign<K> =>
    variant(description, { knobs: { ...knobs, ...changed }, turned: { ...state.turned, ...changed }, flaws });
  return {
    name: nameOf(description, state.turned),
    title,
    knobs,
    flaws,
    breaks: [...new Set([...flaws.flatMap((flaw) => flaw.breaks), ...limits])].toSorted(),
    reverse_map: build(knobs),
    variants: {
      knobs: knobsOf(description),
      setting: settingOf(knobs),
      turned: (setting) => turn(setting as Partial<K>),
    },
    turned: turn,
    mend(ids) {
      const mended = ids.map((id) => flawNamed(description, id));
      const changed = { ...knobs };
      for (const flaw of mended) {
        Object.assign(changed, flaw.mend(changed));
      }
      const left = flaws.filter((flaw) => !mended.includes(flaw));
      return variant(description, { ...state, knobs: { ...changed, ...state.turned }, flaws: left });
    },
  };
}

/** Knobs in the order in which they are declared, so that one setting has one name. */
function nameOf<K extends object>({ name, knobs }: Description<K>, turned: Partial<K>): string {
  const names = (Object.keys(knobs) as (keyof K & string)[]).filter((knob) => knob in turned);
  return names.length === 0 ? name : `${name}@${names.map((knob) => `${knob}=${String(turned[knob])}`).join(",")}`;
}

function knobsOf<K extends object>({ values, open }: Description<K>): Knob[] {
  return (Object.keys(values) as (keyof K & string)[]).map((name) => ({
    name,
    values: (values[name] ?? []).map(String),
    open: (open?.[name] ?? []).map(String),
  }));
}

const settingOf = (knobs: object): Setting =>
  Object.fromEntries(Object.entries(knobs).map(([name, value]) => [name, String(value)]));

function flawNamed<K>({ name, flaws }: Description<K>, id: string): KnobFlaw<K> {
  const flaw = flaws.find((known) => known.id === id);
  if (flaw === undefined) {
    throw new Error(`${name} has no flaw ${id} to mend: it has ${flaws.map((known) => known.id).join(", ")}`);
  }
  return flaw;
}
