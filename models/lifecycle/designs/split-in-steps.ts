import { lifecycleDesign } from "../design.ts";

/** Design G: the idea of the same mail. */
export const splitInSteps = lifecycleDesign({
  name: "split-in-steps",
  title: "blocks are split level by level, so that the cache needs one page whatever the chunk",
  knobs: { capacity: "one", chunkChange: "withoutSlots" },
});
