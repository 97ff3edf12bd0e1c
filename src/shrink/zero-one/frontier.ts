/** A schedule to run: that of an earlier run up to `position`, then `value`. Packed into one number. */
export type Branch = number;

const VALUES = 0x1000;
const POSITIONS = 0x10000;

/** Runs, and what branches off from them, by cost: the cheapest first, and of equals the last that came. */
export class Frontier {
  /** The least cost of any branch; infinite if there is none. */
  least = Number.POSITIVE_INFINITY;
  readonly #branches = new Map<number, Branch[]>();
  /** Of each run: the run that it branched off from, how many choices it took over, where its own begin in the pool. */
  readonly #parents: number[] = [];
  readonly #taken: number[] = [];
  readonly #starts: number[] = [];
  #pool = new Uint16Array(4096);
  #used = 0;

  /** A number for the run whose choices come next, which repeats the first `taken` of another one (-1: of none). */
  startRun(parent: number, taken: number): number {
    this.#parents.push(parent);
    this.#taken.push(taken);
    this.#starts.push(this.#used);
    return this.#parents.length - 1;
  }

  /** The next choice of the run started last. */
  note(choice: number): void {
    if (this.#used === this.#pool.length) {
      const larger = new Uint16Array(2 * this.#used);
      larger.set(this.#pool);
      this.#pool = larger;
    }
    this.#pool[this.#used++] = choice;
  }

  push(branch: Branch, cost: number): void {
    const alike = this.#branches.get(cost);
    if (alike === undefined) {
      this.#branches.set(cost, [branch]);
    } else {
      alike.push(branch);
    }
    this.least = Math.min(this.least, cost);
  }

  pop(): Branch {
    const alike = this.#branches.get(this.least)!;
    const branch = alike.pop()!;
    if (alike.length === 0) {
      this.#branches.delete(this.least);
      this.least = Math.min(Number.POSITIVE_INFINITY, ...this.#branches.keys());
    }
    return branch;
  }

  /** The first `length` choices of a run, and one more. */
  choicesOf(branch: Branch): number[] {
    const { run, position, value } = unpack(branch);
    const choices = Array.from<number>({ length: position + 1 });
    choices[position] = value;
    let end = position;
    for (let at = run; end > 0; at = this.#parents[at]!) {
      const taken = this.#taken[at]!;
      const start = this.#starts[at]! - taken;
      for (let i = Math.min(taken, end); i < end; i++) {
        choices[i] = this.#pool[start + i]!;
      }
      end = Math.min(end, taken);
    }
    return choices;
  }
}

/** Null where a number is too large for the form. */
export function pack(run: number, position: number, value: number): Branch | null {
  return value < VALUES && position < POSITIONS ? (run * POSITIONS + position) * VALUES + value : null;
}

export function unpack(branch: Branch): { readonly run: number; readonly position: number; readonly value: number } {
  const rest = Math.floor(branch / VALUES);
  return { run: Math.floor(rest / POSITIONS), position: rest % POSITIONS, value: branch % VALUES };
}
