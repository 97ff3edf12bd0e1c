import { judgeHeld } from "../lock-mode.ts";
import type { NestedClaim } from "../nested-claim.ts";

/** ∀ look-up of a shadow, which may end in its recycling, and visit of a shadow for a TLBI: under mmu_lock for write. */
export const lockShadows: NestedClaim = {
  name: "lock-shadows",
  says: "shadows are looked up, recycled and visited for TLBIs under mmu_lock held for write",
  needs: ["lookup", "wlock", "wunlock"],
  watch(kvm, verdict) {
    const held = (th: string, what: string): void => judgeHeld(verdict, kvm, th, "write", what);
    return {
      before: {
        lookup: ({ th }) => held(th, "looks up a shadow"),
        tlbi_ipa: ({ th, mmu }) => held(th, `handles a TLBI in ${mmu}`),
        tlbi_range: ({ th, mmu }) => held(th, `handles a TLBI in ${mmu}`),
      },
    };
  },
};
