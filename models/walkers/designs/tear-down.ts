import { walkerDesign } from "../walker-design.ts";

/**
 * What becomes of a table that a block replaces while other faults walk it: the proposals of the thread on patch 9 of the RFC
 * of April 2022 (20220415215901.1737897-10-oupton@google.com), besides the one that was merged.
 */
export const tearDownAtOnce = walkerDesign({
  name: "unlinked-at-once",
  title: "RFC, 2022-04-15: entries of an unlinked table are taken one by one, waiting for who holds them",
  knobs: { teardown: "xchg" },
});

export const referencedWalks = walkerDesign({
  name: "unlinked-referenced",
  title: "as Quentin Perret thought aloud, 2022-04-22: walkers hold a reference of each table that they are in, no RCU",
  knobs: { walkRefs: "held", free: "dropped" },
  limits: ["no-leak", "refcount", "use-after-free"],
});

export const exclusiveFaults = walkerDesign({
  name: "unlinked-exclusive",
  title: "as Quentin Perret asked, 2022-04-22: who unlinks holds mmu_lock for write, and frees at once",
  knobs: { faultLock: "write", free: "now" },
});

export const bbmLevel2 = walkerDesign({
  name: "unlinked-bbml2",
  title: "FEAT_BBM level 2: the block goes over the table's entry without a break",
  knobs: { bbm: "level2" },
  limits: ["break-before-make"],
});
