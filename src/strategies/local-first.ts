import type { Strategy } from "../core/strategy.ts";
import { Contention } from "./contention.ts";

/** Local ops in a row after which the strategy is asked all the same: others must get on if what is local spins. */
const PATIENCE = 100;

/**
 * Asks a strategy only where it matters: an op that commutes with all that other tasks have ever been seen to do goes
 * first. What is skipped differs from what is run in nothing but the order of ops that commute, as with the singleton
 * persistent sets of partial-order reduction (Godefroid 1996) and the history of conflicts in Morpheus (Yuan and Yang,
 * ASPLOS 2020). Claims that look at what a task keeps for itself may see less; so a portfolio should also have
 * strategies without it.
 */
export function localFirst(strategy: Strategy): Strategy {
  const contention = new Contention();
  let inARow = 0;
  return {
    name: strategy.name,
    begin() {
      inARow = 0;
      return strategy.begin();
    },
    pick(enabled, count, current) {
      for (let i = 0; i < count && inARow < PATIENCE; i++) {
        const { id, pending } = enabled[i]!;
        if (pending !== null && contention.isLocal(pending, id)) {
          inARow++;
          return i;
        }
      }
      inARow = 0;
      return strategy.pick(enabled, count, current);
    },
    choose: (bound, object) => strategy.choose(bound, object),
    performed(op, task) {
      contention.performed(op);
      strategy.performed?.(op, task);
    },
    end: (broke) => strategy.end?.(broke),
  };
}
