/** I12, its consequence. When every task has ended, a word that is only ever added to is the sum of what was added. */
import { writeTracking } from "../models/write-tracking/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "no-lost-update",
  statement: "no read-modify-write gets lost",
  model: writeTracking,
  claim: {
    finally: ({ counter, additions }) =>
      counter.peek === additions ? null : `the guest has added 1 ${additions} times, and the sum is ${counter.peek}`,
  },
  exercised: ["a table was shadowed"],
});
