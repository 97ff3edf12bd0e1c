import type { Strategy } from "../core/strategy.ts";

export interface RestartingOptions {
  /** The strategy of each life, counted from 0. */
  readonly make: (life: number) => Strategy;
  /** Runs of the first life; each one after it has twice as many. */
  readonly runs: number;
}

/**
 * Forgets everything and starts anew now and then. For strategies that learn: what they meet first leads a few of them
 * astray for long, and hardly any two in a row (Luby, Sinclair, Zuckerman 1993).
 */
export function restarting({ make, runs }: RestartingOptions): Strategy {
  let life = 0;
  let strategy = make(life);
  let left = runs;
  return {
    name: strategy.name,
    begin() {
      if (left === 0) {
        life++;
        strategy = make(life);
        left = runs * 2 ** life;
      }
      left--;
      return strategy.begin();
    },
    pick: (enabled, count, current) => strategy.pick(enabled, count, current),
    choose: (bound, object) => strategy.choose(bound, object),
    performed: (op, task) => strategy.performed?.(op, task),
    end: (broke) => strategy.end?.(broke),
  };
}
