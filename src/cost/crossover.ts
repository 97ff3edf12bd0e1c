import type { Design } from "../scenario/model.ts";
import type { Crossover, CrossoverKind, Machine } from "./cost-model.ts";
import { countsAt } from "./measure.ts";
import type { Growth } from "./measure.ts";

/** How the workload of a crossover grows for a design and for the baseline. */
export interface Rivals {
  readonly design: Growth;
  readonly baseline: Growth;
}

/**
 * The least number of troubled places with which an event, wherever in the guest, costs on average no less than with the
 * baseline; null if it costs less even where all are. What it costs more is taken to grow with their number.
 */
export function crossoverOf<D extends Design>(
  crossover: Crossover<D>,
  kind: CrossoverKind,
  rivals: Rivals,
  machine: Machine,
  gib: number,
): number | null {
  const places = kind.places(machine, gib);
  const isNoBetter = (troubled: number): boolean => {
    const at = kind.sizeOf(machine, gib, troubled);
    const average = (growth: Growth): number => {
      const counts = countsAt(growth, at);
      return (troubled * crossover.hit(counts) + (places - troubled) * crossover.miss(counts)) / places;
    };
    return average(rivals.design) >= average(rivals.baseline);
  };
  if (!isNoBetter(places)) {
    return null;
  }
  let [better, worse] = [-1, places];
  while (worse - better > 1) {
    const middle = Math.floor((better + worse) / 2);
    if (isNoBetter(middle)) {
      worse = middle;
    } else {
      better = middle;
    }
  }
  return worse;
}
