/** Seen in more runs than matter to the estimate, or in a run that was not drawn. */
const OFTEN = -1;
/** Size of the table that saves looking up what is seen all the time; a power of two. */
const USUAL = 1_024;

/** What the estimate of the unseen needs to know; sums of tallies are tallies, where runs and species are different ones. */
export interface Tally {
  /** Species seen. */
  readonly species: number;
  /** Runs that were drawn at random. */
  readonly drawn: number;
  /** Of these, runs that showed a species which no other run has shown. */
  readonly own: number;
  /** Drawn runs that would be among `own` if one other were left out. */
  readonly nearlyOwn: number;
}

export const NO_TALLY: Tally = { species: 0, drawn: 0, own: 0, nearlyOwn: 0 };

export function addTallies(one: Tally, other: Tally): Tally {
  return {
    species: one.species + other.species,
    drawn: one.drawn + other.drawn,
    own: one.own + other.own,
    nearlyOwn: one.nearlyOwn + other.nearlyOwn,
  };
}

/** `Species` as plain data, to be sent and to be joined. */
export interface SpeciesData {
  readonly drawn: number;
  /** By species: the one run that showed it, or the first of two, or -1. */
  readonly first: ReadonlyMap<number, number>;
  /** By species that two runs have shown: the other one. */
  readonly second: ReadonlyMap<number, number>;
}

/**
 * Counts what runs show, e.g. traces or reads-from pairs, and which of it few runs have shown (Good 1953; for testing: Böhme,
 * STADS, TOSEM 2018). Species are whole numbers; memory grows with how many there are.
 */
export class Species {
  readonly #first = new Map<number, number>();
  readonly #second = new Map<number, number>();
  /** Species seen often, where they hash to; NaN for none. */
  readonly #usual = new Float64Array(USUAL).fill(Number.NaN);
  #drawn = 0;
  #run = OFTEN;

  /** Begins a run: drawn at random, or one of an enumeration, which shows species but is no sample of what comes next. */
  beginRun(isDrawn: boolean): void {
    this.#run = isDrawn ? this.#drawn++ : OFTEN;
  }

  /** The run under way shows a species, perhaps not for the first time; whether that makes no difference any more. */
  add(species: number): boolean {
    if (this.#usual[species & (USUAL - 1)] === species) {
      return true;
    }
    return this.#note(species, this.#run);
  }

  /** Forgets everything. */
  clear(): void {
    this.#first.clear();
    this.#second.clear();
    this.#usual.fill(Number.NaN);
    this.#drawn = 0;
  }

  /** Takes on what other runs have shown. */
  join({ drawn, first, second }: SpeciesData): void {
    for (const [species, run] of first) {
      this.#note(species, run === OFTEN ? OFTEN : this.#drawn + run);
    }
    for (const [species, run] of second) {
      this.#note(species, this.#drawn + run);
    }
    this.#drawn += drawn;
  }

  get data(): SpeciesData {
    return { drawn: this.#drawn, first: this.#first, second: this.#second };
  }

  get tally(): Tally {
    const own = new Set<number>();
    const nearlyOwn = new Set<number>();
    for (const [species, run] of this.#first) {
      const other = this.#second.get(species);
      if (other !== undefined) {
        nearlyOwn.add(run).add(other);
      } else if (run !== OFTEN) {
        own.add(run);
      }
    }
    const others = [...nearlyOwn].filter((run) => !own.has(run));
    return { species: this.#first.size, drawn: this.#drawn, own: own.size, nearlyOwn: others.length };
  }

  #note(species: number, run: number): boolean {
    const first = this.#first.get(species);
    if (first === OFTEN) {
      this.#usual[species & (USUAL - 1)] = species;
      return true;
    }
    if (first === undefined) {
      this.#first.set(species, run);
    } else if (first !== run) {
      this.#noteAgain(species, run);
    }
    return false;
  }

  /** Of a species that one other run has shown, or two. */
  #noteAgain(species: number, run: number): void {
    const second = this.#second.get(species);
    if (second === undefined && run !== OFTEN) {
      this.#second.set(species, run);
    } else if (second !== run) {
      this.#second.delete(species);
      this.#first.set(species, OFTEN);
    }
  }
}
