/** I18. No code reads through a pointer that is NULL, was never set, or leads past the end of what it points into. */
import { lifecycle } from "../models/lifecycle/model.ts";
import { yieldingIterator } from "../models/yielding-iterator/model.ts";
import { nestedPool } from "../models/nested-pool/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

export default property({
  name: "no-null",
  statement: "nothing is reached through a pointer that is NULL or was never set",
  model: lifecycle,
  claim: { on: { oops: (_machine, what) => what } },
  exercised: ["the VM's tables were flushed"],
  also: [
    elsewhere({
      model: yieldingIterator,
      claim: { on: { oops: (_vm, where) => where } },
      exercised: ["tables were gone when the lock was back"],
    }),
    elsewhere({
      model: nestedPool,
      claim: { on: { oops: (_vm, where) => where } },
      exercised: ["a notifier came to a shadow"],
    }),
  ],
});
