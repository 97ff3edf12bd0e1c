/** I6, its scope: an invalidation after leaves are gone names the VM that had them. */
import { lifecycle } from "../models/lifecycle/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "tlb-scope",
  statement: "what is invalidated in the TLBs is what was taken out of the tables, of the VM that had it",
  model: lifecycle,
  claim: {
    on: { tlb_flush: (_machine, { handle }) => (handle === 1 ? null : `the TLB is flushed for handle ${handle}`) },
  },
  exercised: ["a notifier hit a table"],
});
