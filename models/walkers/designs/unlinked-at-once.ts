import { walkerDesign } from "../walker-design.ts";

/** The RFC of April 2022 (20220415215901.1737897-10-oupton@google.com): torn down in the window of the break, by `models/pgtable/tear-down.ts`. */
export const tearDownAtOnce = walkerDesign({
  name: "unlinked-at-once",
  title: "RFC, 2022-04-15: entries of an unlinked table are taken one by one, waiting for who holds them",
  knobs: { teardown: "xchg" },
  limits: ["break-window"],
});
