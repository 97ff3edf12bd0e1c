import type { Observer } from "../core/observer.ts";
import { dataRace } from "./data-race.ts";
import { lockOrder } from "./lock-order.ts";

/**
 * The oracles that every search uses besides what ops and the execution judge themselves. Fresh ones: they remember what
 * the runs of one program have shown.
 */
export function standardOracles(): Observer[] {
  return [dataRace(), lockOrder()];
}

/** The same for shrinking, replaying and explaining one schedule: each run is judged by itself. */
export function oraclesOfOneRun(): Observer[] {
  return [dataRace(), lockOrder({ alone: true })];
}
