import { lifecycleDesign } from "../design.ts";

/** Design F: Sean Christopherson's diff of 2026-05-05 on top of E, with the shadow MMUs of 33346f8960c7 and e5843f4effaa. */
export const fixedChunk = lifecycleDesign({
  name: "fixed-chunk",
  title: "the cache lives as long as the VM, and fixes the chunk size once it is used",
  knobs: {},
});
