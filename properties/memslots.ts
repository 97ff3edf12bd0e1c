/** I20, its other half. Whenever the memslots change, mn_active_invalidate_count = 0: no notifier is between its start and its end. */
import { faultNotifier } from "../models/fault-notifier/model.ts";
import { nested } from "../models/nested/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

const between = (active: number): string | null =>
  active === 0 ? null : `the memslots change while mn_active_invalidate_count is ${active}`;

export default property({
  name: "memslots",
  statement: "the memslots that a notifier has seen when it begins are those that it sees when it ends",
  model: faultNotifier,
  claim: { on: { memslots_swapped: ({ mn_active }) => between(mn_active.peek) } },
  exercised: ["a change of the slots waited for a notifier"],
  also: [
    elsewhere({
      model: nested,
      claim: { on: { memslots_swapped: ({ memslots }) => between(memslots.active_invalidates) } },
      exercised: ["a memslot was created"],
    }),
  ],
});
