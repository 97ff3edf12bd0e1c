import { judgeHeld } from "../lock-mode.ts";
import type { NestedClaim } from "../nested-claim.ts";

/** ∀ aging of frames and test of their age: under mmu_lock for write; arm64 has no aging without the lock (7.3.4). */
export const lockAge: NestedClaim = {
  name: "lock-age",
  says: "frames are aged under mmu_lock held for write",
  needs: ["age", "wlock", "wunlock"],
  watch(kvm, verdict) {
    const held = (th: string, what: string): void => judgeHeld(verdict, kvm, th, "write", what);
    return {
      before: {
        age: ({ th, start }) => held(th, `ages frame 0x${start.toString(16)}`),
        test_age: ({ th, start }) => held(th, `tests the age of frame 0x${start.toString(16)}`),
        pte_age: ({ th, ipa }) => held(th, `ages the entry of 0x${ipa.toString(16)}`),
      },
    };
  },
};
