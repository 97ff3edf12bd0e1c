import { lifecycleDesign } from "../design.ts";
import { SLOTS_IN_SRCU } from "./flaws.ts";
import { IN_FLUSH } from "./flush-unlocked.ts";

/** Design D: the lock that the cache's comment names. What an ioctl fills into the cache behind the flush nobody frees. */
export const flushSlotsLock = lifecycleDesign({
  name: "flush-slots-lock",
  title: "the flush takes slots_lock, as the cache's comment asks for",
  knobs: { ...IN_FLUSH, flushLock: "slots_lock", nestedFree: "detached" },
  limits: ["no-leak"],
  flaws: [SLOTS_IN_SRCU],
});
