import { walkerDesign } from "../../walkers/walker-design.ts";

export const locklessStore = walkerDesign({
  name: "lockless-age-store",
  title: "the ager stores what it has read without the flag",
  knobs: { ager: "lockless", unmapFree: "putRcu", rootFree: "destroy", ageSet: "store" },
  flaws: [
    {
      id: "AGE-E",
      title: "the ager stores over what others have put there since it looked",
      breaks: ["linearizable", "pte-lock", "refcount", "unmapped", "use-after-free"],
      mend: () => ({ ageSet: "cmpxchg" }),
    },
  ],
});
