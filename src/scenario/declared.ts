import type { Design } from "./model.ts";

/** Whether the design is known to break the property, now and then at least. */
export const isKnownToBreak = ({ breaks, seldom = [] }: Pick<Design, "breaks" | "seldom">, property: string): boolean =>
  breaks.includes(property) || seldom.includes(property);

/** Whether a counterexample that shows these flaws, perhaps none, is more than the design is known for. */
export function isNews(design: Design, property: string, shown: readonly string[]): boolean {
  return shown.length === 0 && design.flaws.length > 0 && !limitsOf(design).includes(property);
}

function limitsOf({ limits, flaws, breaks, seldom = [] }: Design): readonly string[] {
  const known = new Set(flaws.flatMap((flaw) => flaw.breaks ?? []));
  return limits ?? [...breaks, ...seldom].filter((property) => !known.has(property));
}
