import { lifecycleDesign } from "../design.ts";
import { BARE_CALLERS, OTHER_LOCK, SLEEPS } from "./flaws.ts";
import { IN_FLUSH } from "./flush-unlocked.ts";

/** Design B: patch 1 of the series of 2026-05-04. */
export const flushMmuLock = lifecycleDesign({
  name: "flush-mmu-lock",
  title: "arm64 takes mmu_lock around the flush",
  knobs: { ...IN_FLUSH, flushLock: "mmu_lock", pgdLock: "asserted" },
  flaws: [SLEEPS, BARE_CALLERS, OTHER_LOCK],
});
