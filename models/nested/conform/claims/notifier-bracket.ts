import { onEach, type Verdict } from "../../../../src/conform/claim.ts";
import type { Handlers, Kind, Kinds } from "../kinds.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { Kvm } from "../state/kvm.ts";
import type { Thread } from "../state/thread.ts";

/** What no thread does inside of a notifier: after it, its brackets are known, wherever the trace begins or lacks events. */
const OUTSIDE = ["mark", "fault", "enter", "by_vmid", "tlbi_trap"] as const satisfies readonly Kind[];

/**
 * ∀ notifier_unmap: its thread is between mn_start and mn_start_ret, and in_progress was raised for it; ∀ mn_start_ret: if
 * in_progress was raised, frames were unmapped, and that has returned; ∀ mn_end: its start has returned; ∀ inv_end: its thread
 * has a bracket that was raised; each raised bracket is ended once.
 */
export const notifierBracket: NestedClaim = {
  name: "notifier-bracket",
  says: "frames are unmapped for a notifier between its start and its end, and each start has its end",
  needs: ["mn_start", "mn_start_ret", "mn_end", "notifier_unmap", "inv_end"],
  watch: (kvm, verdict) => {
    /** Threads that were seen outside of any notifier. */
    const known = new WeakSet<Thread>();
    return { before: { ...starts(kvm, verdict, known), ...ends(kvm, verdict, known) } };
  },
};

function starts(kvm: Kvm, verdict: Verdict, known: WeakSet<Thread>): Handlers {
  /** Kinds that this kernel has probes for. */
  const seen = new Set<Kind>();
  return {
    notifier_unmap({ th }) {
      seen.add("notifier_unmap");
      const thread = kvm.thread(th);
      const bracket = thread.brackets.at(-1);
      if (bracket?.starting === true && bracket.raised) {
        verdict.held();
      } else if (bracket !== undefined || known.has(thread)) {
        verdict.broken(
          `${th} unmaps frames for a notifier ${bracket === undefined ? "outside of mn_start and mn_end" : "that did not begin with mmu_lock"}`,
        );
      }
    },
    notifier_unmap_ret: () => void seen.add("notifier_unmap_ret"),
    mn_start_ret({ th }) {
      const { brackets, notifier } = kvm.thread(th);
      const bracket = brackets.at(-1);
      if (bracket?.raised === true && !bracket.unmapped && seen.has("notifier_unmap")) {
        verdict.broken(`${th} has begun an invalidation and unmapped nothing for it`);
      } else if (notifier !== null && seen.has("notifier_unmap_ret")) {
        verdict.broken(`${th} ends a notifier's start in the middle of its unmap`);
      }
    },
  };
}

function ends(kvm: Kvm, verdict: Verdict, known: WeakSet<Thread>): Handlers {
  /** Threads whose bracket was raised and has come to mn_end, and those of which only the end was seen. */
  const ending = new WeakSet<Thread>();
  const untold = new WeakSet<Thread>();
  const goesOn = ({ th }: { readonly th: string }): void => {
    if (ending.delete(kvm.thread(th))) {
      verdict.broken(`${th} goes on although it has not ended the invalidation of its last notifier`);
    }
  };
  const outside = (event: { readonly th: string }): void => {
    known.add(kvm.thread(event.th));
    goesOn(event);
  };
  return {
    ...onEach<Kinds, (typeof OUTSIDE)[number]>(OUTSIDE, outside),
    mn_start: goesOn,
    mn_end({ th }) {
      const thread = kvm.thread(th);
      const bracket = thread.brackets.at(-1);
      goesOn({ th });
      if (bracket?.raised === true) {
        ending.add(thread);
      }
      if (bracket === undefined) {
        untold.add(thread);
      }
      if (bracket?.starting === true || (bracket === undefined && known.has(thread))) {
        verdict.broken(
          `${th} ends a notifier ${bracket === undefined ? "that it did not begin" : "in the middle of its start"}`,
        );
      }
    },
    inv_end({ th }) {
      const thread = kvm.thread(th);
      if (ending.delete(thread)) {
        verdict.held();
      } else if (!untold.delete(thread) && known.has(thread)) {
        verdict.broken(`${th} ends an invalidation that it did not begin`);
      }
    },
  };
}
