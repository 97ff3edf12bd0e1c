import { poolDesign } from "../design.ts";

/** The code up to June 2026. */
export const reallocUnlocked = poolDesign({
  name: "realloc-unlocked",
  title: "shadows lie in the array, which is reallocated without mmu_lock",
  growth: "realloc",
  flaws: [
    {
      id: "POOL-2",
      title: "notifiers, and vCPUs that load, walk an array that is being replaced",
      breaks: ["lock", "no-null", "use-after-free"],
      mend: () => ({ growth: "pointers" }),
    },
  ],
});
