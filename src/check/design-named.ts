import { closest } from "fastest-levenshtein";
import { BadUse } from "./bad-use.ts";
import { byName } from "./nearest.ts";
import type { Design, Knob, Setting, Variants } from "../scenario/model.ts";

/** The design called `name`, e.g. `maple-v3` or `maple-v3@clearPoint=never,recordOrder=beforeMap`; throws `BadUse`. */
export function designNamed(name: string, designs: readonly Design[]): Design {
  const at = name.indexOf("@");
  if (at < 0) {
    return byName("design", name, designs);
  }
  const design = byName("design", name.slice(0, at), designs);
  const variants = variantsOf(design);
  return variants.turned(settingFrom(design, name.slice(at + 1).split(",")));
}

/** Throws `BadUse` where there is nothing to choose. */
export function variantsOf({ name, variants }: Design): Variants {
  if (variants === undefined) {
    throw new BadUse(`the design ${name} has no knobs: nothing of it can be turned`);
  }
  return variants;
}

function settingFrom(design: Design, parts: readonly string[]): Setting {
  const entries = parts.map((part): [string, string] => {
    const [name = "", value = ""] = part.split("=");
    const knob = knobNamed(design, name);
    return [name, valueNamed(knob, value)];
  });
  return Object.fromEntries(entries);
}

/** The knob of that name; otherwise one sentence with the nearest name there is. */
export function knobNamed(design: Design, name: string): Knob {
  const { knobs } = variantsOf(design);
  const hit = knobs.find((knob) => knob.name === name);
  if (hit === undefined) {
    const names = knobs.map((knob) => knob.name);
    const hint = `did you mean ${closest(name, names)}? (there are ${names.join(", ")})`;
    throw new BadUse(`${design.name} has no knob "${name}": ${hint}`);
  }
  return hit;
}

/** `value` if the knob can be turned to it; otherwise one sentence with the nearest value there is. */
export function valueNamed({ name, values }: Knob, value: string): string {
  if (!values.includes(value)) {
    const hint =
      values.length === 0
        ? "this design does not heed it"
        : `did you mean ${closest(value, [...values])}? (there are ${values.join(", ")})`;
    throw new BadUse(`the knob ${name} has no value "${value}": ${hint}`);
  }
  return value;
}
