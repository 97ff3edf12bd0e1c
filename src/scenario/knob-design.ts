import type { Design, Flaw, Knob, Setting, Variants } from "./model.ts";

/** A flaw that one setting of the knobs makes; `mend` turns that setting and no other, and may be asked twice. */
export interface KnobFlaw<K> extends Flaw {
  /** Properties that it can break, whatever else is mended. */
  readonly breaks: readonly string[];
  readonly mend: (knobs: K) => Partial<K>;
}

/** A design whose variants are settings of the same knobs; `X` is what a model's designs have besides. */
export type KnobDesign<K, X = object> = Design &
  X & {
    readonly knobs: K;
    readonly variants: Variants;
    /** The same design with some knobs turned, for sweeps. Its flaws and breaks are those of the design it came from. */
    readonly turned: (knobs: Partial<K>) => KnobDesign<K, X>;
  };

/** Names of values by names of knobs. */
export type KnobValues<K> = { readonly [N in keyof K]: readonly K[N][] };

export interface KnobDescription<K> {
  readonly name: string;
  readonly title: string;
  readonly knobs: K;
  /** What each knob that the design heeds can be turned to. */
  readonly values: Partial<KnobValues<K>>;
  /** Where it is not known what the code does: the values in question. */
  readonly open?: Partial<KnobValues<K>>;
  readonly flaws: readonly KnobFlaw<K>[];
  /** What it still breaks with every flaw mended: the limits of its idea. */
  readonly limits: readonly string[];
  /** Properties of its flaws that break too seldom for every check to show it. */
  readonly seldom?: readonly string[];
  readonly familiesOnly?: true;
}

/** What of a description has been changed. */
interface State<K> {
  readonly knobs: K;
  /** Turned by hand: mending does not turn them back. */
  readonly turned: Partial<K>;
  readonly flaws: readonly KnobFlaw<K>[];
}

/** `build` makes what follows from the knobs. The design throws when asked to mend a flaw that it never had. */
export function knobDesignWith<K extends object, X extends object>(
  description: KnobDescription<K>,
  build: (knobs: K) => X,
): KnobDesign<K, X> {
  return variant(description, build, { knobs: description.knobs, turned: {}, flaws: description.flaws });
}

/** A design that is nothing but its knobs. */
export function knobDesign<K extends object>(description: KnobDescription<K>): KnobDesign<K> {
  return knobDesignWith<K, object>(description, () => ({}));
}

function variant<K extends object, X extends object>(
  description: KnobDescription<K>,
  build: (knobs: K) => X,
  state: State<K>,
): KnobDesign<K, X> {
  const { title, limits, seldom = [] } = description;
  const { knobs, flaws } = state;
  const breaks = [...new Set([...flaws.flatMap((flaw) => flaw.breaks), ...limits])].toSorted();
  const turn = (changed: Partial<K>): KnobDesign<K, X> =>
    variant(description, build, {
      knobs: { ...knobs, ...changed },
      turned: { ...state.turned, ...changed },
      flaws,
    });
  return {
    ...build(knobs),
    name: nameOf(description, state.turned),
    title,
    knobs,
    flaws,
    ...(description.familiesOnly && { familiesOnly: description.familiesOnly }),
    limits,
    breaks: breaks.filter((property) => !seldom.includes(property)),
    seldom: breaks.filter((property) => seldom.includes(property)),
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
      return variant(description, build, { ...state, knobs: { ...changed, ...state.turned }, flaws: left });
    },
  };
}

/** Knobs in the order in which they are declared, so that one setting has one name. */
function nameOf<K extends object>({ name, knobs }: KnobDescription<K>, turned: Partial<K>): string {
  const names = (Object.keys(knobs) as (keyof K & string)[]).filter((knob) => knob in turned);
  return names.length === 0 ? name : `${name}@${names.map((knob) => `${knob}=${String(turned[knob])}`).join(",")}`;
}

function knobsOf<K extends object>({ values, open }: KnobDescription<K>): Knob[] {
  return (Object.keys(values) as (keyof K & string)[]).map((name) => ({
    name,
    values: (values[name] ?? []).map(String),
    open: (open?.[name] ?? []).map(String),
  }));
}

const settingOf = (knobs: object): Setting =>
  Object.fromEntries(Object.entries(knobs).map(([name, value]) => [name, String(value)]));

function flawNamed<K>({ name, flaws }: KnobDescription<K>, id: string): KnobFlaw<K> {
  const flaw = flaws.find((known) => known.id === id);
  if (flaw === undefined) {
    throw new Error(`${name} has no flaw ${id} to mend: it has ${flaws.map((known) => known.id).join(", ")}`);
  }
  return flaw;
}
