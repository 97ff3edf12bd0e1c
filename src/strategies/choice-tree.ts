import { EdgeMarks } from "./edge-marks.ts";

interface Decision {
  /** The alternative on the path: 0 goes on with the current task, or is the ordinary case. */
  rank: number;
  readonly width: number;
  /** Preemptions on the path down to here. */
  readonly spent: number;
  /** Whether ranks above 0 are preemptions. */
  readonly costs: boolean;
  /** Place of the edge `rank` in the marks. */
  edge: number;
}

/**
 * The tree of all choices of a program, walked depth first by re-execution, level by level: the paths without a
 * preemption, then those with exactly one, … and with exactly `lastLevel` in the end. Each path is walked once: a level
 * marks the edges below which a run could have preempted once more, and the next level enters no others. Memory: the
 * path under way and about a byte for each path of a level.
 */
export class ChoiceTree {
  /** Preemptions that every path of this level has. */
  level = 0;
  /** Whether a run of this level could have preempted once more. */
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

  /** Which of `count` enabled tasks goes next; -1 if the program is not the one that made this path. */
  pick(count: number, current: number): number {
    if (current < 0) {
      return this.#decide(count, false);
    }
    if (this.#spent === this.level) {
      return this.#decideAtLimit(current);
    }
    const rank = this.#decide(count, true);
    if (rank <= 0) {
      return rank < 0 ? -1 : current;
    }
    this.#spent++;
    return rank <= current ? rank - 1 : rank;
  }

  /** A number below `width`; -1 if the program is not the one that made this path. */
  choose(width: number): number {
    return this.#decide(width, false);
  }

  #decideAtLimit(current: number): number {
    this.deeper = true;
    if (this.level === this.#lastLevel) {
      return current;
    }
    if (this.#at === this.#path.length) {
      this.#markPath();
    }
    return this.#decide(1, true) < 0 ? -1 : current;
  }

  #decide(width: number, costs: boolean): number {
    const known = this.#path[this.#at++];
    if (known !== undefined) {
      return known.width === width ? known.rank : -1;
    }
    const decision = { rank: 0, width, spent: this.#spent, costs, edge: 0 };
    this.#path.push(decision);
    return this.#enter(decision) ? decision.rank : -1;
  }

  /** Takes the first alternative from `rank` on that leads to paths of this level. */
  #enter(decision: Decision): boolean {
    for (; decision.rank < decision.width; decision.rank++) {
      const spent = decision.spent + (decision.costs && decision.rank > 0 ? 1 : 0);
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
