import { lifecycleDesign } from "../design.ts";
import { OTHER_CAPACITY } from "./flaws.ts";

/** Design E carried through: nobody but VM destruction frees the cache. */
export const cacheKept = lifecycleDesign({
  name: "cache-kept",
  title: "the cache is freed when the VM is destroyed, and only then",
  knobs: { chunkChange: "withoutSlots", nestedFree: "detached" },
  flaws: [OTHER_CAPACITY],
});
