import { walkerDesign } from "../../walkers/walker-design.ts";

export const locklessFreeRemoved = walkerDesign({
  name: "lockless-age-unlinked",
  title: "the unmap uses free_removed_table, which puts the last reference (Oliver Upton, 2023-05-27)",
  knobs: { ager: "lockless", unmapFree: "freeUnlinked", rootFree: "destroy" },
});
