/**
 * S, host safety. Let U(R) be an unmap handler that returned at t, and t' the matching invalidate_end (never, for a deleted
 * memslot). For all tables m and all τ in [t, t']: no leaf of m, and no TLB entry of m's VMID, reaches R; and whatever L2
 * reads or writes lies in a frame that the VM still owns.
 */
import { nested } from "../models/nested/model.ts";
import { SOMEONE_ELSE } from "../models/nested/host/host.ts";
import type { Kvm } from "../models/nested/state.ts";
import { hex } from "../models/stage2/leaf.ts";
import { unsound } from "../models/stage2/reach.ts";
import { property } from "../src/scenario/property.ts";

function reached(kvm: Kvm): string | null {
  for (const range of kvm.ghost.gone) {
    for (const mmu of [kvm.mmu, ...kvm.nested_mmus]) {
      const leaf = unsound(mmu.leaves, range) ?? unsound(mmu.stale, range);
      if (leaf !== null) {
        return `${mmu.label}: ${leaf}`;
      }
    }
  }
  return null;
}

export default property({
  name: "soundness",
  statement: "once an unmap of a canonical range has returned, nothing reaches that range until it is revalidated",
  model: nested,
  claim: {
    on: {
      notifier_return: reached,
      map_commit: reached,
      unlock: reached,
      L2_observe: (_kvm, { n, frame, owner }) =>
        owner === SOMEONE_ELSE
          ? `L2 reaches frame ${hex(frame)} through nested ${hex(n)}; it belongs to someone else`
          : null,
    },
  },
  exercised: ["a notifier hit a shadow leaf", "fault retried"],
});
