import type { Family } from "../../src/scenario/model.ts";

/** What happens to leaves besides faults, notifiers and the TLBIs of every scenario. */
export const pagingFamilies: Readonly<Record<string, Family>> = {
  "guest-sizes": { title: "L1 splits its blocks, and L2 is in several of their pages" },
  sizes: { title: "huge pages of the host are made, split and taken away whole", settings: { hugetlb: "boolean" } },
};
