import { poolDesign } from "../design.ts";

/** 70543358fa08 (June 2026). */
export const swappedStructs = poolDesign({
  name: "swapped-structs",
  title: "shadows lie in the array, which is swapped for a larger one under mmu_lock",
  growth: "structs",
  flaws: [
    {
      id: "POOL-1",
      title: "vCPUs are loaded with shadows that have moved away",
      breaks: ["use-after-free"],
      mend: () => ({ growth: "pointers" }),
    },
  ],
});
