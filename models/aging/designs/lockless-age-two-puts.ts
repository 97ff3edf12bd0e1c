import { walkerDesign } from "../../walkers/walker-design.ts";

export const locklessTwoPuts = walkerDesign({
  name: "lockless-age-two-puts",
  title: "the same, and both the callee and its caller put the last reference",
  knobs: { ager: "lockless", unmapFree: "freeUnlinked", rootFree: "destroy", lastPut: "two" },
  flaws: [
    {
      id: "AGE-C2",
      title: "the last reference of an unlinked table is put twice",
      breaks: ["use-after-free", "refcount"],
      mend: () => ({ lastPut: "one" }),
    },
  ],
});
