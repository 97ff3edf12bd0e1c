/**
 * PROG (I15). For every access of a guest and each kind of fault: those that are handled, with 0 and nobody at the entry, are at
 * most one more than the changes that others have made to what is at the page since the access began. Putting back what was
 * there is no change.
 */
import { walkers } from "../models/walkers/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "progress",
  statement: "a fault that is handled stays handled until somebody changes the page",
  model: walkers,
  claim: {
    on: {
      fault_handled: (_vm, { ia, kind, times, changes }) =>
        times > 1 + changes
          ? `${kind} fault ${times} of one access to page ${ia}, which others have changed ${changes} times`
          : null,
    },
  },
  exercised: ["a fault lost a race"],
});
