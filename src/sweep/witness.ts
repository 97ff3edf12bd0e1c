import type { Counterexample } from "../shrink/counterexample.ts";
import { compareSizes } from "../shrink/order.ts";
import { agrees } from "./causes.ts";
import type { Cause } from "./causes.ts";
import type { SettingVerdict } from "./verdict.ts";

/** The unsafe setting that shows a cause with the least besides it: nearest to the base, then of the smallest race. */
export function witnessOf(cause: Cause, verdicts: readonly SettingVerdict[]): SettingVerdict | undefined {
  return verdicts
    .filter(({ setting, broken }) => broken.size > 0 && agrees(setting, cause))
    .toSorted((a, b) => a.distance - b.distance || compareSizes(smallestOf(a)!.size, smallestOf(b)!.size))[0];
}

/** The simplest counterexample of a setting; undefined where nothing broke. */
export function smallestOf({ broken }: SettingVerdict): Counterexample | undefined {
  return [...broken.values()].toSorted((a, b) => compareSizes(a.size, b.size))[0];
}
