import { judgeHeld } from "../lock-mode.ts";
import type { NestedClaim } from "../nested-claim.ts";

/** ∀ write-protection of a range or of all shadows, and split of a block: under mmu_lock for write. */
export const lockWriteProtect: NestedClaim = {
  name: "lock-write-protect",
  says: "leaves are write-protected and blocks split under mmu_lock held for write",
  needs: ["wp_range", "wlock", "wunlock"],
  watch(kvm, verdict) {
    const held = (th: string, what: string): void => judgeHeld(verdict, kvm, th, "write", what);
    return {
      before: {
        wp_range: ({ th, mmu }) => held(th, `write-protects ${mmu}`),
        wp_range_ret: ({ th, mmu }) => held(th, `ends its write-protection of ${mmu}`),
        nested_wp: ({ th }) => held(th, "write-protects all shadows"),
        logmask: ({ th }) => held(th, "write-protects by a mask of the dirty log"),
        split: ({ th, mmu }) => held(th, `splits blocks of ${mmu}`),
        pte_split: ({ th, ipa }) => held(th, `splits the entry of 0x${ipa.toString(16)}`),
        pte_attr({ th, ipa }) {
          if (kvm.thread(th).wp !== null) {
            held(th, `write-protects the entry of 0x${ipa.toString(16)}`);
          }
        },
      },
    };
  },
};
