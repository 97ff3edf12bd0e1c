import { lifecycleDesign } from "../design.ts";
import { IN_FLUSH } from "./flush-unlocked.ts";

/** Design C: patch 4 of the same series, for every architecture. What is wrong with B is wrong with it. */
export const flushGenericLock = lifecycleDesign({
  name: "flush-generic-lock",
  title: "generic code takes mmu_lock around the architecture's flush",
  knobs: { ...IN_FLUSH, flushLock: "mmu_lock-generic", pgdLock: "asserted" },
  limits: ["cache", "lock", "no-leak", "no-null", "no-sleep", "no-warning", "use-after-free"],
});
