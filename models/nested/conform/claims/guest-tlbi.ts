import type { EventOf } from "../kinds.ts";
import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { GuestEntry } from "../state/guest-tables.ts";
import type { Kvm } from "../state/kvm.ts";
import type { TrackedLeaf } from "../state/mmu.ts";
import { isValid, outputOf } from "../state/pte.ts";
import type { Tlbi } from "../state/thread.ts";

/**
 * GTLBI. Let a TLBI of L1 over R for VMID v begin at s and return at t. ∀ leaf l of a shadow of v in R at t: l was not there at s;
 * and, where the trace has marks of L1's writes, l's guest walk did not end before a write that L1 announced before s and that
 * changed where the guest's leaf leads.
 */
export const guestTlbi: NestedClaim = {
  name: "guest-tlbi",
  says: "when a TLBI of L1 returns no leaf is left of what L1 had changed before",
  needs: ["by_vmid", "by_vmid_ret", "unmap_range"],
  watch(kvm, verdict) {
    const returned = ({ th }: EventOf<"by_vmid_ret"> | EventOf<"nested_unmap_ret">): void => {
      const { tlbi } = kvm.thread(th);
      if (tlbi === null) {
        return;
      }
      for (const { mmu, range } of tlbi.ranges) {
        const stale = mmu.leavesIn(range).find((leaf) => survives(kvm, leaf, tlbi));
        if (stale === undefined) {
          verdict.held();
        } else {
          verdict.broken(
            `${mmu.name}: nested ${hex(stale.n)} -> canonical ${hex(stale.c)}, walked at ${stale.walkedAt}, is there after the TLBI that began at ${tlbi.t}`,
          );
        }
      }
    };
    return { before: { by_vmid_ret: returned, nested_unmap_ret: returned } };
  },
};

function survives(kvm: Kvm, leaf: TrackedLeaf, { t: since }: Tlbi): boolean {
  return (
    !(leaf.mappedAt > since) ||
    kvm.guests.over(leaf.mmu.l1Vmid, leaf.n).some((entry) => outdates(entry, leaf) && entry.writtenAt < since)
  );
}

/** L1 changed the translation after the leaf's walk had ended. */
export const outdates = (entry: GuestEntry, leaf: TrackedLeaf): boolean =>
  leaf.walkedAt < entry.writtenAt &&
  (!isValid(entry.desc) || outputOf(entry.desc) + (leaf.n - entry.start) !== leaf.c) &&
  isValid(entry.old);
