import { walkerDesign } from "../../walkers/walker-design.ts";

export const locklessNoPut = walkerDesign({
  name: "lockless-age-no-put",
  title: "the same with free_removed_table as it was: nobody puts the last reference",
  knobs: { ager: "lockless", unmapFree: "freeUnlinked", rootFree: "destroy", lastPut: "none" },
  flaws: [
    {
      id: "AGE-C0",
      title: "nobody puts the last reference of an unlinked table",
      breaks: ["no-leak"],
      mend: () => ({ lastPut: "one" }),
    },
  ],
});
