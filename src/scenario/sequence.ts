import fc from "fast-check";
import { describeCrash } from "../core/crash.ts";
import { arbitraryOf } from "./arbitrary.ts";
import { BadData } from "./explain.ts";
import type { Design, Model } from "./model.ts";
import { fits } from "./reductions.ts";
import type { Scenario } from "./scenario.ts";
import { checkScenario } from "./validate.ts";

/** One scenario in so many belongs to a family, where the model has any and the design asks for no more; the families take turns. */
const USUAL_SHARE = 5;

/**
 * The scenarios at positions `from` to, not including, `to` of the sequence that `seed` gives for a design. Those of no family
 * are, in their order, what fast-check draws with that seed; those of a family likewise.
 */
export function scenariosOf<S, D extends Design>(
  model: Model<S, D>,
  { familiesOnly }: Pick<Design, "familiesOnly">,
  seed: number,
  from: number,
  to: number,
): Scenario[] {
  const families = Object.keys(model.families ?? {});
  if (families.length === 0) {
    return drawn(model, undefined, seed, from, to);
  }
  const share = familiesOnly === true ? 1 : USUAL_SHARE;
  const [first, last] = [Math.floor(from / share), Math.floor(to / share)];
  const usual = drawn(model, undefined, seed, from - first, to - last);
  const own = Array.from({ length: last - first }, (_, index) => {
    const turn = first + index;
    const place = Math.floor(turn / families.length);
    return drawn(model, families[turn % families.length], seed, place, place + 1)[0]!;
  });
  return Array.from({ length: to - from }, (_, index) => {
    const position = from + index;
    const before = Math.floor(position / share);
    return position % share === share - 1 ? own[before - first]! : usual[position - before - (from - first)]!;
  });
}

function drawn<S, D extends Design>(
  model: Model<S, D>,
  family: string | undefined,
  seed: number,
  from: number,
  to: number,
): Scenario[] {
  if (to === from) {
    return [];
  }
  try {
    const scenarios = fc.sample(arbitraryOf(model, family), { seed, path: String(from), numRuns: to - from });
    const odd = scenarios.find((scenario) => !fits(model, scenario));
    return odd === undefined ? scenarios : [checkScenario(model, odd)];
  } catch (error) {
    const why = error instanceof BadData ? `what it draws does not fit it: ${error.message}` : describeCrash(error);
    throw new BadData(`no scenario of the model ${model.name} can be drawn: ${why}`, { cause: error });
  }
}
