/** I12, its consequence. When every task has ended, a word that is only ever added to is the sum of what was added. */
import { writeTracking } from "../models/write-tracking/model.ts";
import { shadowPages } from "../models/shadow-pages/model.ts";
import type { Vm } from "../models/shadow-pages/state.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

function miscounted({ unsync, unsync_children: count }: Vm): string | null {
  const marked = unsync.filter(({ peek }) => peek).length;
  return count.peek === marked ? null : `${marked} pages are out of sync, and unsync_children is ${count.peek}`;
}

export default property({
  name: "no-lost-update",
  statement: "no read-modify-write gets lost",
  model: writeTracking,
  claim: {
    finally: ({ counter, additions }) =>
      counter.peek === additions ? null : `the guest has added 1 ${additions} times, and the sum is ${counter.peek}`,
  },
  exercised: ["a table was shadowed"],
  also: [elsewhere({ model: shadowPages, claim: { finally: miscounted }, exercised: ["a page went out of sync"] })],
});
