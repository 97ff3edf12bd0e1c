import { walkerDesign } from "../../walkers/walker-design.ts";

export const locklessFlushLast = walkerDesign({
  name: "lockless-age-flush-last",
  title: "freed by RCU, but queued before the TLBI",
  knobs: { ager: "lockless", unmapFree: "putRcu", rootFree: "destroy", unmapOrder: "freeFirst" },
  flaws: [
    {
      id: "AGE-F",
      title: "a table is given to be freed before its entry is flushed",
      breaks: ["table-in-tlb"],
      mend: () => ({ unmapOrder: "flushFirst" }),
    },
  ],
});
