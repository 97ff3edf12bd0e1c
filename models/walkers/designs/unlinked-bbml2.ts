import { walkerDesign } from "../walker-design.ts";

/** Named in the thread as future work; KVM does not do it. The table still waits for a TLBI and a grace period. */
export const bbmLevel2 = walkerDesign({
  name: "unlinked-bbml2",
  title: "FEAT_BBM level 2: the block goes over the table's entry without a break",
  knobs: { bbm: "level2" },
  limits: ["break-before-make"],
});
