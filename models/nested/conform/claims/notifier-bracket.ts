import type { NestedClaim } from "../nested-claim.ts";

/**
 * ∀ notifier_unmap: its thread is between mn_start and mn_start_ret, and in_progress was raised for it; ∀ inv_end: its thread
 * has a bracket that has ended its start and was raised; each raised bracket is ended once.
 */
export const notifierBracket: NestedClaim = {
  name: "notifier-bracket",
  says: "frames are unmapped for a notifier between its start and its end, and each start has its end",
  needs: ["mn_start", "mn_start_ret", "mn_end", "notifier_unmap", "inv_end"],
  watch(kvm, verdict) {
    /** Threads whose bracket was raised and has come to mn_end. */
    const ending = new WeakSet();
    return {
      before: {
        notifier_unmap({ th }) {
          const bracket = kvm.thread(th).brackets.at(-1);
          if (bracket?.starting === true && bracket.raised) {
            verdict.held();
          } else {
            verdict.broken(
              `${th} unmaps frames for a notifier ${bracket === undefined ? "outside of mn_start and mn_end" : "that did not begin with mmu_lock"}`,
            );
          }
        },
        mn_end({ th }) {
          const thread = kvm.thread(th);
          if (ending.has(thread)) {
            verdict.broken(
              `${th} ends a notifier although the one before has not ended the invalidation that it began`,
            );
          }
          if (thread.brackets.at(-1)?.raised === true) {
            ending.add(thread);
          }
        },
        inv_end({ th }) {
          const thread = kvm.thread(th);
          if (ending.delete(thread)) {
            verdict.held();
          } else {
            verdict.broken(`${th} ends an invalidation that it did not begin`);
          }
        },
        mn_start({ th }) {
          if (ending.has(kvm.thread(th))) {
            verdict.broken(`${th} begins a notifier although it has not ended the invalidation of the one before`);
          }
        },
      },
    };
  },
};
