import type { Design } from "./model.ts";

/** Whether a broken property is no news. */
export const isKnownToBreak = ({ breaks, seldom = [] }: Pick<Design, "breaks" | "seldom">, property: string): boolean =>
  breaks.includes(property) || seldom.includes(property);
