import type { NestedClaim } from "../nested-claim.ts";

/**
 * mmu_invalidate_seq and mmu_invalidate_in_progress as they are read under mmu_lock for write: raised by one when a notifier
 * begins, and at its end seq + 1, in_progress − 1; never below 0. A fault that reads them without the lock sees a value
 * that they had between its start and now: seq never goes back.
 * After a TLBI of L1's own stage 1 seq may be higher: where VNCR pages are in use its handler raises it.
 */
export const sequenceValues: NestedClaim = {
  name: "sequence-values",
  says: "mmu_invalidate_seq and in_progress change by one, with each notifier's start and end, and in no other way",
  needs: ["notifier_unmap", "inv_end", "mn_start"],
  watch(kvm, verdict) {
    const judge = (what: string, seq: number, inprog: number, expectedSeq: number, expectedInprog: number): void => {
      if (Number.isNaN(expectedSeq)) {
        return;
      }
      const jumped = kvm.seqMayJump && seq > expectedSeq;
      if ((seq === expectedSeq || jumped) && (inprog === expectedInprog || Number.isNaN(expectedInprog))) {
        verdict.held();
      } else {
        verdict.broken(
          `${what} reads seq ${seq} and in_progress ${inprog}, but ${expectedSeq} and ${expectedInprog} are due`,
        );
      }
    };
    return {
      before: {
        notifier_unmap: ({ seq, inprog }) => judge("the unmap of a notifier", seq, inprog, kvm.seq, kvm.inProgress),
        inv_end: ({ seq, inprog }) => judge("the end of an invalidation", seq, inprog, kvm.seq + 1, kvm.inProgress - 1),
        fault({ th, seq, inprog }) {
          // A start or an end that is under way may be seen before it is told, or not yet.
          if (Number.isNaN(kvm.seq)) {
            return;
          }
          const wrongCount = inprog < 0 || Math.abs(inprog - kvm.inProgress) > 1;
          if (seq < kvm.seq || (seq > kvm.seq + 1 && !kvm.seqMayJump) || wrongCount) {
            verdict.broken(
              `a fault of ${th} reads seq ${seq}, in_progress ${inprog}, while they are ${kvm.seq} and ${kvm.inProgress}`,
            );
          } else {
            verdict.held();
          }
        },
      },
    };
  },
};
