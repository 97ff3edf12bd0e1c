import { chanceOfNew } from "./chance.ts";
import type { Chance } from "./chance.ts";
import { addTallies, NO_TALLY, Species } from "./species.ts";
import type { SpeciesData, Tally } from "./species.ts";

/** What runs have shown, as plain data: of one program, or of several. */
export interface Seen {
  /** Runs that were watched. */
  readonly runs: number;
  /** Orders of conflicting ops; those of different programs are different. */
  readonly traces: Tally;
  /** Reads-from pairs, over all programs. */
  readonly readsFrom: SpeciesData;
  /** By name of a lock: those that were taken while it was held. */
  readonly nestings: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The same as figures, for reports. */
export interface SeenFigures {
  /** Orders of conflicting ops (Mazurkiewicz traces), counted scenario by scenario. */
  readonly traces: number;
  /** Pairs of a read and the write that it read from, by where they stand in the code: the coverage of RFF (ASPLOS 2024). */
  readonly readsFrom: number;
  /** Pairs of lock classes of which one was taken while the other was held. */
  readonly lockNestings: number;
  /** Runs that were watched. */
  readonly runs: number;
  /** Of these, runs that were drawn at random: what the chances are estimated from. */
  readonly drawn: number;
  /**
   * That one more run, drawn as those were, shows a trace, or a reads-from pair, that none has shown. Null where nothing was drawn.
   */
  readonly newTrace: Chance | null;
  readonly newReadsFrom: Chance | null;
}

export const NOTHING_SEEN: Seen = {
  runs: 0,
  traces: NO_TALLY,
  readsFrom: { drawn: 0, first: new Map(), second: new Map() },
  nestings: new Map(),
};

/** What was seen in runs of different programs; the order does not matter to the figures. */
export function joinSeen(all: readonly Seen[]): Seen {
  const readsFrom = new Species();
  const nestings = new Map<string, Set<string>>();
  for (const seen of all) {
    readsFrom.join(seen.readsFrom);
    for (const [outer, inner] of seen.nestings) {
      nestings.set(outer, new Set([...(nestings.get(outer) ?? []), ...inner]));
    }
  }
  const traces = all.reduce((sum, seen) => addTallies(sum, seen.traces), NO_TALLY);
  const runs = all.reduce((sum, seen) => sum + seen.runs, 0);
  return { runs, traces, readsFrom: readsFrom.data, nestings };
}

export function figuresOf(seen: Seen): SeenFigures {
  const readsFrom = new Species();
  readsFrom.join(seen.readsFrom);
  const pairs = readsFrom.tally;
  return {
    traces: seen.traces.species,
    readsFrom: pairs.species,
    lockNestings: [...seen.nestings.values()].reduce((sum, inner) => sum + inner.size, 0),
    runs: seen.runs,
    drawn: seen.traces.drawn,
    newTrace: chanceOfNew(seen.traces),
    newReadsFrom: chanceOfNew(pairs),
  };
}
