import { walkerDesign } from "../walker-design.ts";

/** From the thread on the RFC: references take the place of RCU, which EL2 has not. Tables go with whoever puts them last. */
export const referencedWalks = walkerDesign({
  name: "unlinked-referenced",
  title: "as Quentin Perret thought aloud, 2022-04-22: walkers hold a reference of each table that they are in, no RCU",
  knobs: { walkRefs: "held", free: "dropped" },
  limits: ["no-leak", "refcount", "use-after-free"],
});
