import type { KnobValues } from "../../src/scenario/knob-design.ts";

/** What a loop under mmu_lock has to do about the lock that it drops in between. */
export interface YieldKnobs {
  /** Whether it looks the tables up anew for every chunk, or once. */
  readonly pgt: "eachChunk" | "once";
  /** Whether it heeds a caller that must not block. */
  readonly mayBlock: "heeded" | "ignored";
  /** Where it goes on when the lock is back: at the next chunk, or behind it. */
  readonly resume: "next" | "past";
  /** What it makes of tables that are gone when the lock is back. */
  readonly afterDrop: "done" | "error";
  /** Whether the loop over shadow MMUs asks if the next one still has tables. */
  readonly shadowPgt: "checked" | "assumed";
  /** How debugfs dumps the tables. */
  readonly ptdump: "locked" | "unlocked" | "lockedAndSleeping";
  /** When what was taken out is flushed. */
  readonly flush: "beforeYield" | "atEnd";
  /** Whether a flush that one root needs survives the next root. */
  readonly flushFlag: "kept" | "overwritten";
  /** Whether the root that the loop is at has a reference. */
  readonly rootRef: "held" | "none";
}

export const YIELD_KNOBS: KnobValues<YieldKnobs> = {
  pgt: ["eachChunk", "once"],
  mayBlock: ["heeded", "ignored"],
  resume: ["next", "past"],
  afterDrop: ["done", "error"],
  shadowPgt: ["checked", "assumed"],
  ptdump: ["locked", "unlocked", "lockedAndSleeping"],
  flush: ["beforeYield", "atEnd"],
  flushFlag: ["kept", "overwritten"],
  rootRef: ["held", "none"],
};
