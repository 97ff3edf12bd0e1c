import { walkerDesign } from "../walker-design.ts";

/** From the thread on the RFC: all who unlink exclude all others. The whole fault does here, since it cannot know beforehand. */
export const exclusiveFaults = walkerDesign({
  name: "unlinked-exclusive",
  title: "as Quentin Perret asked, 2022-04-22: who unlinks holds mmu_lock for write, and frees at once",
  knobs: { faultLock: "write", free: "now" },
});
