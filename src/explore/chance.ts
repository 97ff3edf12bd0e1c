import type { Tally } from "./species.ts";

/** How likely one more run is to show something that none has shown. */
export interface Chance {
  readonly estimate: number;
  /** What it exceeds in one case of twenty only; never 0. */
  readonly bound: number;
}

/** Squared normal deviate of the bound, one-sided: 95.8 %. With nothing unseen it makes the rule of three. */
const DEVIATE = 3;

/**
 * The share of the drawn runs without which the others, and what was enumerated, would lack a species: Good and Turing's
 * estimate, for runs that show several species each. Runs that were drawn in different ways may be mixed: then one more is
 * drawn in the same mixture. Unbiased where each is drawn without regard to the others; a strategy that learns moves away from
 * what it knows, and the estimate follows late.
 *
 * The bound takes the variance of Esty (1983), `own (1 - own / n) + nearlyOwn`, and is moved as Wilson's is, so that it is 3 / n
 * where no run stands alone. Null where no run was drawn.
 */
export function chanceOfNew({ drawn, own, nearlyOwn }: Tally): Chance | null {
  if (drawn === 0) {
    return null;
  }
  const variance = own * (1 - own / drawn) + nearlyOwn;
  const most = own + DEVIATE / 2 + Math.sqrt(DEVIATE * (variance + DEVIATE / 4));
  return { estimate: own / drawn, bound: Math.min(1, most / drawn) };
}
