import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { Fault } from "../state/thread.ts";

const WRITE = 4;
const PAGE = 0x1000;

/**
 * ∀ fault whose map or relax_perms with the right to write succeeds: before it returns it marks a canonical frame dirty that the
 * leaf reaches: for a page the one that faulted, for a block its first.
 */
export const dirtyLog: NestedClaim = {
  name: "dirty-log",
  says: "a fault that maps a page for writing marks its canonical frame dirty, whichever MMU it is mapped in",
  needs: ["map", "map_ret", "mark_dirty", "fault_ret"],
  watch(kvm, verdict) {
    /** By fault: it asked for the right to write; it got it and still has to mark the frame; it has marked it. */
    const asked = new WeakMap<object, "asked" | "owes" | "paid">();
    const ask = ({ th, prot }: { readonly th: string; readonly prot: { readonly low: number } }): void => {
      const { fault } = kvm.thread(th);
      if (fault !== null && (prot.low & WRITE) !== 0) {
        asked.set(fault, "asked");
      }
    };
    const got = ({ th, ret }: { readonly th: string; readonly ret: number }): void => {
      const { fault } = kvm.thread(th);
      if (fault !== null && ret === 0 && asked.get(fault) === "asked") {
        asked.set(fault, "owes");
      }
    };
    return {
      before: {
        map_ret: got,
        relax_ret: got,
        mark_dirty({ th, gfn }) {
          const { fault } = kvm.thread(th);
          if (fault !== null && asked.get(fault) === "owes" && gfn === firstFrame(fault)) {
            asked.set(fault, "paid");
          }
        },
        fault_ret({ th }) {
          const { fault } = kvm.thread(th);
          const state = fault === null ? undefined : asked.get(fault);
          if (state === "paid") {
            verdict.held();
          } else if (state === "owes") {
            verdict.broken(
              `${fault!.mmu.name}: ${hex(fault!.ipa)} was mapped for writing and frame ${hex(fault!.gfn)} not marked dirty`,
            );
          }
        },
      },
      after: { map: ask, relax: ask },
    };
  },
};

/** Of the leaf that the fault has mapped. */
function firstFrame({ gfn, mmu, ipa }: Fault): number {
  const pages = (mmu.leafAt(ipa)?.len ?? PAGE) / PAGE;
  return gfn - (gfn % pages);
}
