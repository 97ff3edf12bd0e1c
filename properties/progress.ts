/**
 * PROG (I15). For every access of a guest and each kind of fault: those that are handled, with 0 and nobody at the entry, are at
 * most one more than the changes that others have made to what is at the page since the access began. Putting back what was
 * there is no change.
 */
import type { FaultEvents } from "../models/fault-notifier/events.ts";
import { faultNotifier } from "../models/fault-notifier/model.ts";
import type { Vm } from "../models/fault-notifier/state.ts";
import { walkers } from "../models/walkers/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

/** What a fault has to do with is its page, its root and the invalidations: those of one VM are counted together. */
function inVain({ seq, in_progress }: Vm, { root, page, sampled }: FaultEvents["retried"]): string | null {
  const changed = in_progress.peek > 0 || seq.peek !== sampled || !root.valid.peek;
  return changed ? null : `the fault on page ${page} is tried again, and nothing has happened since it began`;
}

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
  also: [
    elsewhere({
      model: faultNotifier,
      claim: { on: { retried: inVain } },
      exercised: ["a fault was tried again"],
    }),
  ],
});
