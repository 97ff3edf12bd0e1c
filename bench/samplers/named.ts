import type { Strategy } from "../../src/core/strategy.ts";
import { strategyByName } from "../../src/strategies/by-name.ts";

/** The strategy that people get who choose none. */
export const DEFAULT = "default";

export function named(name: string, seed: number): Strategy {
  const strategy = strategyByName(name, seed);
  if (strategy === null) {
    throw new Error(`no strategy is called ${name}`);
  }
  return strategy;
}
