/**
 * I27. When every task has ended: if a table is shadowed and in sync, each of its shadow entries that is present is what the
 * guest's entry says, and the guest has no way to write to it.
 */
import { writeTracking } from "../models/write-tracking/model.ts";
import type { Vm } from "../models/write-tracking/state.ts";
import { property } from "../src/scenario/property.ts";

function differs({ entries, shadowed, unsync, writable }: Vm): string | null {
  if (!shadowed.peek || unsync.peek) {
    return null;
  }
  if (writable.peek) {
    return "the guest can write to a table that is shadowed and in sync";
  }
  const stale = entries.find(({ gpte, spte }) => spte.peek !== 0 && spte.peek !== gpte.peek);
  return stale === undefined
    ? null
    : `entry ${stale.gpte.index} is ${stale.gpte.peek} in the guest's table and ${stale.spte.peek} in the shadow`;
}

export default property({
  name: "shadow",
  statement: "in the end the shadow of a table is what the guest wrote",
  model: writeTracking,
  claim: { finally: differs },
  exercised: ["an emulated write changed the shadow", "a guest entry had changed when the lock was there"],
});
