import { walkerDesign } from "../walker-design.ts";

/** 7.3.4; of the versions of seed 002 the one that was merged for 6.2 (8e94e1252cc0, 5c359cca1faf, 1577cb5823ce). */
export const linux = walkerDesign({
  name: "walkers",
  title: "faults in parallel, unlinked tables left alone until all are out (Linux 7.3.4)",
  knobs: {},
});
