import { poolDesign } from "../design.ts";

/** 33346f8960c7 and e5843f4effaa (September 2026). */
export const fixedPointers = poolDesign({
  name: "fixed-pointers",
  title: "pointers to shadows in an array for all there will ever be, freed with the VM",
  growth: "fixed",
});
