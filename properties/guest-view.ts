/**
 * I27, as the guest sees it. When the guest gets through entry e to frame f: f is what e says; or the guest has changed e, where it
 * was present and reached, and not flushed since; or a write to e is under way.
 */
import type { TrackingEvents } from "../models/write-tracking/events.ts";
import { writeTracking } from "../models/write-tracking/model.ts";
import type { Vm } from "../models/write-tracking/state.ts";
import { property } from "../src/scenario/property.ts";

function outdated({ entries }: Vm, { entry, frame }: TrackingEvents["touched"]): string | null {
  const { gpte, isOwed, writes } = entries[entry]!;
  return frame === gpte.peek || isOwed || writes > 0
    ? null
    : `the guest gets to frame ${frame}: its entry ${entry} says ${gpte.peek}, and it owes no flush`;
}

export default property({
  name: "guest-view",
  statement: "a guest that flushes when it has to sees what it wrote",
  model: writeTracking,
  claim: { on: { touched: outdated } },
  exercised: ["a table went out of sync", "a table that was out of sync was linked"],
});
