import { onEach } from "../../../../src/conform/claim.ts";
import type { Kind, Kinds } from "../kinds.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { Thread } from "../state/thread.ts";

/** What a vCPU's thread does next when the instruction is done. */
const NEXT = ["enter", "fault", "tlbi_trap"] as const satisfies readonly Kind[];
/** TLBIs of stage 2 that are never ignored; one by range is where it begins beyond the IPA limit. */
const STAGE_2 = /TLBI_(?:IPAS2L?E1|VMALLS12E1|ALLE1)(?:IS|OS)?(?:NXS)?\b/;

/** ∀ TLBI of L1 for stage 2 that traps, by address, by VMID or of all: before its thread goes on, shadows are searched for it. */
export const tlbiHandled: NestedClaim = {
  name: "tlbi-handled",
  says: "a TLBI of L1 for stage 2 is carried out in the shadows before L1 goes on",
  needs: ["tlbi_trap", "by_vmid", "nested_unmap"],
  watch(kvm, verdict) {
    /** The kernel has a probe for what carries them out. */
    let told = false;
    const due = new WeakMap<Thread, string>();
    const done = ({ th }: { readonly th: string }): void => {
      told = true;
      if (due.delete(kvm.thread(th))) {
        verdict.held();
      }
    };
    const next = ({ th }: { readonly th: string }): void => {
      const thread = kvm.thread(th);
      const left = due.get(thread);
      due.delete(thread);
      if (left !== undefined && told) {
        verdict.broken(`${th} goes on after ${left}, for which no shadow was searched`);
      }
    };
    return {
      before: { ...onEach<Kinds, (typeof NEXT)[number]>(NEXT, next), by_vmid: done, nested_unmap: done },
      after: {
        tlbi_trap({ th, s }) {
          const name = STAGE_2.exec(s)?.[0];
          if (name !== undefined) {
            due.set(kvm.thread(th), name);
          }
        },
      },
    };
  },
};
