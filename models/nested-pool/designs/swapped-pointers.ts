import { poolDesign } from "../design.ts";

/** Karl Mehltretter's fix of August 2026. */
export const swappedPointers = poolDesign({
  name: "swapped-pointers",
  title: "shadows stay where they are; a larger array of pointers is swapped in under mmu_lock",
  growth: "pointers",
});
