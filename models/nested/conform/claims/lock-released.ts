import { onEach } from "../../../../src/conform/claim.ts";
import type { Kind, Kinds } from "../kinds.ts";
import type { NestedClaim } from "../nested-claim.ts";

/** Where a thread comes from, or goes back to, code that knows nothing of mmu_lock, or sleeps. */
const OUTSIDE = [
  "enter",
  "fault",
  "fault_ret",
  "walk",
  "mn_start",
  "mn_start_ret",
  "mn_end",
  "tlbi_trap",
  "by_vmid",
  "by_vmid_ret",
] as const satisfies readonly Kind[];

/** ∀ start and end of a fault, a notifier or a TLBI, ∀ entry of the guest: its thread does not hold mmu_lock. */
export const lockReleased: NestedClaim = {
  name: "lock-released",
  says: "whoever takes mmu_lock in a fault, a notifier or a TLBI has released it when that ends",
  needs: ["rlock", "runlock", "wlock", "wunlock", "fault_ret"],
  watch(kvm, verdict) {
    const free = ({ th, ev }: { readonly th: string; readonly ev: Kind }): void => {
      const { lock } = kvm.thread(th);
      if (lock === "read" || lock === "write") {
        verdict.broken(`${th} comes to ${ev} with mmu_lock held for ${lock}`);
      } else if (lock === "none") {
        verdict.held();
      }
    };
    return { before: onEach<Kinds, (typeof OUTSIDE)[number]>(OUTSIDE, free) };
  },
};
