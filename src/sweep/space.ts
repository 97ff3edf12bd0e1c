import { BadUse } from "../check/bad-use.ts";
import type { AnyModel } from "../check/catalogue.ts";
import { knobNamed, valueNamed, variantsOf } from "../check/design-named.ts";
import { byName } from "../check/nearest.ts";
import type { Design, Setting } from "../scenario/model.ts";

/** More settings than this are no answer to anybody. */
const MOST = 20_000;

/** A knob that is turned, and to what. */
export interface Axis {
  readonly name: string;
  /** At least two; the value of the base among them comes first. */
  readonly values: readonly string[];
}

/** All settings of the knobs that are turned; every other knob stands as in the base. */
export interface Space {
  readonly model: AnyModel;
  /** The design that is varied, as it is named. */
  readonly design: Design;
  /** Flaws mended in every setting. */
  readonly mended: readonly string[];
  /** What every knob stands at where it is not turned. */
  readonly base: Setting;
  readonly axes: readonly Axis[];
  /** In the order of the axes, the last one turning fastest; the first is the base where that is among them. */
  readonly settings: readonly Setting[];
}

/** The design to sweep; without a name the newest that leaves something open. `maple` stands for the newest `maple-…`. */
export function designToSweep(models: readonly AnyModel[], name: string | undefined): Pick<Space, "model" | "design"> {
  const all = models.flatMap((model) => model.designs.map((design) => ({ name: design.name, model, design })));
  const varied = all.filter(({ design }) => design.variants !== undefined);
  if (varied.length === 0) {
    throw new BadUse("no design here has knobs: there is nothing to sweep");
  }
  if (name === undefined) {
    return varied.findLast(({ design }) => isOpen(design)) ?? varied.at(-1)!;
  }
  const family = varied.filter((entry) => entry.name.startsWith(`${name}-`));
  return all.some((entry) => entry.name === name) || family.length === 0
    ? byName("design", name, all)
    : (family.findLast(({ design }) => isOpen(design)) ?? family.at(-1)!);
}

const isOpen = ({ variants }: Design): boolean => variants?.knobs.some(({ open }) => open.length > 1) ?? false;

/**
 * The settings to judge. `asked` has `knob` or `knob=a,b` as typed; without any, the knobs that are open. Unless
 * `asPosted`, the known flaws of the design are mended: one of them would otherwise spoil every setting alike.
 */
export function spaceOf(
  { model, design }: Pick<Space, "model" | "design">,
  asked: readonly string[],
  asPosted: boolean,
): Space {
  variantsOf(design);
  const mended = asPosted ? [] : design.flaws.map(({ id }) => id);
  const base = variantsOf(design.mend(mended)).setting;
  const axes = (asked.length === 0 ? openAxes(design) : asked.map((text) => axisFrom(design, text))).map((axis) =>
    baseFirst(axis, base),
  );
  rejectDoubles(axes);
  const size = axes.reduce((product, { values }) => product * values.length, 1);
  if (size > MOST) {
    throw new BadUse(`these knobs have ${size} settings, more than ${MOST}: turn fewer, or each to fewer values`);
  }
  return { model, design, mended, base, axes, settings: productOf(axes) };
}

/** The name under which a setting is run and replayed. */
export function nameOf({ design, base }: Space, setting: Setting): string {
  const turned = Object.entries(setting).filter(([name, value]) => base[name] !== value);
  return turned.length === 0 ? design.name : variantsOf(design).turned(Object.fromEntries(turned)).name;
}

/** How many knobs stand otherwise than in the base. */
export function distanceOf({ base }: Space, setting: Setting): number {
  return Object.entries(setting).filter(([name, value]) => base[name] !== value).length;
}

function openAxes(design: Design): Axis[] {
  const open = variantsOf(design).knobs.filter((knob) => knob.open.length > 1);
  if (open.length === 0) {
    const names = variantsOf(design).knobs.map(({ name }) => name);
    throw new BadUse(
      `${design.name} leaves nothing open: say with --knob what to turn (there are ${names.join(", ")})`,
    );
  }
  return open.map(({ name, open: values }) => ({ name, values }));
}

function axisFrom(design: Design, text: string): Axis {
  const [name = "", ...rest] = text.split("=");
  const knob = knobNamed(design, name);
  const values = rest.length === 0 ? knob.values : rest.join("=").split(",");
  const checked = [...new Set(values.map((value) => valueNamed(knob, value)))];
  if (checked.length === 0) {
    throw new BadUse(`the knob ${name} cannot be turned: ${design.name} does not heed it`);
  }
  return { name, values: checked };
}

function baseFirst({ name, values }: Axis, base: Setting): Axis {
  const own = values.filter((value) => value === base[name]);
  return { name, values: [...own, ...values.filter((value) => value !== base[name])] };
}

function rejectDoubles(axes: readonly Axis[]): void {
  const twice = axes.find(({ name }, at) => axes.findIndex((other) => other.name === name) !== at);
  if (twice !== undefined) {
    throw new BadUse(`--knob ${twice.name} is given twice: name all its values at once, as in ${twice.name}=a,b`);
  }
}

function productOf(axes: readonly Axis[]): Setting[] {
  return axes.reduce<Setting[]>(
    (settings, { name, values }) =>
      settings.flatMap((setting) => values.map((value) => ({ ...setting, [name]: value }))),
    [{}],
  );
}

/** One word for a whole setting. */
export function keyOf(axes: readonly Axis[], setting: Setting): string {
  return axes.map(({ name }) => setting[name]).join();
}
