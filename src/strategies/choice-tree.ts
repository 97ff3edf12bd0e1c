import { EdgeMarks } from "./edge-marks.ts";

/** Nothing; 1 for all but the first; as much as the rank. */
type Price = "free" | "flat" | "rising";

interface Decision {
  /** The alternative on the path: 0 goes on with the current task, or is the ordinary case. */
  rank: number;
  readonly width: number;
  /** What the path down to here costs. */
  readonly spent: number;
  /** What the alternatives cost. */
  readonly price: Price;
  /** Place of the edge `rank` in the marks. */
  edge: number;
}

/**
 * The tree of all choices of a program, walked depth first by re-execution, level by level: the paths that cost nothing,
 * then those that cost exactly 1, … and exactly `lastLevel` in the end, where a cost is a preemption or a delay. Each path
 * is walked once: a level marks the edges below which a run could have spent 1 more, and the next level enters no others.
 * Memory: the path under way and about a byte for each path of a level.
 */
export class ChoiceTree {
  /** What every path of this level costs. */
  level = 0;
  /** Whether a run of this level could have spent more. */
  deeper = false;
  #spent = 0;
  #at = 0;
  #began = false;
  #turned = false;
  #over = false;
  #marks = new EdgeMarks();
  #before = new EdgeMarks();
  readonly #path: Decision[] = [];
  readonly #lastLevel: number;

  constructor(lastLevel: number) {
    this.#lastLevel = lastLevel;
  }

  /** Whether every path of every level has been walked. */
  get over(): boolean {
    return this.#over;
  }

  /** Prepares the next path; false when there is none. */
  begin(): boolean {
    this.turn();
    this.#turned = false;
    this.#began = true;
    this.#at = 0;
    this.#spent = 0;
    return !this.#over;
  }

  /** Leaves the path just walked. `begin` does so itself; done early, `over` is known before the next `begin`. */
  turn(): void {
    if (this.#began && !this.#turned) {
      this.#turned = true;
      this.#over ||= !this.#backtrack() && !this.#deepen();
    }
  }

  /** Which of `count` enabled tasks goes next, at a preemption if not `current`; -1 if the program is not this path's. */
  pick(count: number, current: number): number {
    if (current < 0) {
      return this.#decide(count, "free");
    }
    if (this.#spent === this.level) {
      return this.#decideAtLimit(current);
    }
    const rank = this.#decide(count, "flat");
    if (rank <= 0) {
      return rank < 0 ? -1 : current;
    }
    this.#spent++;
    return rank <= current ? rank - 1 : rank;
  }

  /** How many of `count` tasks to pass over, each at a delay; -1 if the program is not this path's. */
  delay(count: number): number {
    const affordable = this.level - this.#spent + 1;
    if (affordable < count) {
      this.#noteMore();
    }
    const rank = this.#decide(Math.min(count, affordable), "rising");
    this.#spent += Math.max(rank, 0);
    return rank;
  }

  /** A number below `width`; -1 if the program is not the one that made this path. */
  choose(width: number): number {
    return this.#decide(width, "free");
  }

  #decideAtLimit(current: number): number {
    this.#noteMore();
    return this.level !== this.#lastLevel && this.#decide(1, "flat") < 0 ? -1 : current;
  }

  /** There are paths of a later level below the path so far. */
  #noteMore(): void {
    this.deeper = true;
    if (this.level !== this.#lastLevel && this.#at === this.#path.length) {
      this.#markPath();
    }
  }

  #decide(width: number, price: Price): number {
    const known = this.#path[this.#at++];
    if (known !== undefined) {
      return known.width === width ? known.rank : -1;
    }
    const decision = { rank: 0, width, spent: this.#spent, price, edge: 0 };
    this.#path.push(decision);
    return this.#enter(decision) ? decision.rank : -1;
  }

  /** Takes the first alternative from `rank` on that leads to paths of this level. */
  #enter(decision: Decision): boolean {
    for (; decision.rank < decision.width; decision.rank++) {
      const spent = decision.spent + costOf(decision);
      decision.edge = this.#marks.push();
      if (spent === this.level || this.#before.readOpen()) {
        return true;
      }
    }
    return false;
  }

  #backtrack(): boolean {
    for (let decision = this.#path.at(-1); decision !== undefined; decision = this.#path.at(-1)) {
      if (!this.#marks.isOpen(decision.edge)) {
        this.#marks.forgetBelow(decision.edge);
      }
      decision.rank++;
      if (this.#enter(decision)) {
        return true;
      }
      this.#path.pop();
    }
    return false;
  }

  #deepen(): boolean {
    if (!this.deeper || this.level === this.#lastLevel) {
      return false;
    }
    this.level++;
    this.deeper = false;
    this.#before = this.#marks;
    this.#marks = new EdgeMarks();
    return true;
  }

  #markPath(): void {
    for (let i = this.#path.length - 1; i >= 0 && !this.#marks.isOpen(this.#path[i]!.edge); i--) {
      this.#marks.open(this.#path[i]!.edge);
    }
  }
}

function costOf({ rank, price }: Decision): number {
  return price === "rising" ? rank : price === "flat" && rank > 0 ? 1 : 0;
}
