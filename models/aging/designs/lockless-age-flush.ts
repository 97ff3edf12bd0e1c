import { walkerDesign } from "../../walkers/walker-design.ts";
import { ROOT } from "../flaws.ts";

export const locklessRootInFlush = walkerDesign({
  name: "lockless-age-flush",
  title: "tables are freed by RCU, but the root still goes with the mm",
  knobs: { ager: "lockless", unmapFree: "freeUnlinked" },
  flaws: [ROOT],
});
