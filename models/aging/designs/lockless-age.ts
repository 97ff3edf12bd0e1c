import { walkerDesign } from "../../walkers/walker-design.ts";
import { INLINE, ROOT } from "../flaws.ts";

export const lockless = walkerDesign({
  name: "lockless-age",
  title: "the ager takes no lock, all else as it was",
  knobs: { ager: "lockless" },
  flaws: [INLINE, ROOT],
});
