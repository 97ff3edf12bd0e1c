import { judgeHeld } from "../lock-mode.ts";
import type { NestedClaim } from "../nested-claim.ts";

/** ∀ unmap of a range, entry cleared by it, unmap of all shadows, and unmap of frames for a notifier: under mmu_lock for write. */
export const lockUnmap: NestedClaim = {
  name: "lock-unmap",
  says: "leaves are unmapped under mmu_lock held for write",
  needs: ["unmap_range", "wlock", "wunlock"],
  watch(kvm, verdict) {
    const held = (th: string, what: string): void => judgeHeld(verdict, kvm, th, "write", what);
    return {
      before: {
        unmap_range: ({ th, mmu, start }) => held(th, `unmaps ${mmu} from 0x${start.toString(16)}`),
        unmap_range_ret: ({ th, mmu }) => held(th, `ends its unmap of ${mmu}`),
        pte_unmap: ({ th, mmu, ipa }) => held(th, `clears the entry of 0x${ipa.toString(16)} in ${mmu}`),
        nested_unmap: ({ th }) => held(th, "unmaps all shadows"),
        notifier_unmap: ({ th, start }) => held(th, `unmaps frame 0x${start.toString(16)} for a notifier`),
        notifier_unmap_ret: ({ th }) => held(th, "ends its unmap for a notifier"),
      },
    };
  },
};
