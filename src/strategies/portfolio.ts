import type { Strategy } from "../core/strategy.ts";

export interface PortfolioOptions {
  readonly name: string;
  readonly members: readonly Strategy[];
  /** Whose turn it is, as indices of `members`: first through `opening` once, then through `cycle` for ever. */
  readonly opening: readonly number[];
  readonly cycle: readonly number[];
}

/** Several strategies that take turns, a run each, in a fixed order. Each learns from its own runs only. */
export function portfolio({ name, members, opening, cycle }: PortfolioOptions): Strategy {
  let runs = 0;
  let now = members[0]!;
  return {
    name,
    begin() {
      const turn = runs < opening.length ? opening[runs]! : cycle[(runs - opening.length) % cycle.length]!;
      runs++;
      now = members[turn]!;
      return now.begin();
    },
    pick: (enabled, count, current) => now.pick(enabled, count, current),
    choose: (bound, object) => now.choose(bound, object),
    performed: (op, task) => now.performed?.(op, task),
    end: (broke) => now.end?.(broke),
  };
}
