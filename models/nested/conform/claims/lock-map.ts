import { judgeHeld } from "../lock-mode.ts";
import type { NestedClaim } from "../nested-claim.ts";

/** ∀ map, relax_perms, mkyoung, entry locked or made: its thread holds mmu_lock, for read at least. */
export const lockMap: NestedClaim = {
  name: "lock-map",
  says: "leaves are mapped and relaxed under mmu_lock",
  needs: ["map", "rlock", "runlock", "wlock", "wunlock"],
  watch(kvm, verdict) {
    const held = (th: string, what: string): void => judgeHeld(verdict, kvm.thread(th), "read or write", what);
    return {
      before: {
        map: ({ th, mmu, ipa }) => held(th, `maps 0x${ipa.toString(16)} in ${mmu}`),
        relax: ({ th, mmu, ipa }) => held(th, `relaxes 0x${ipa.toString(16)} in ${mmu}`),
        mkyoung: ({ th, mmu, ipa }) => held(th, `marks 0x${ipa.toString(16)} in ${mmu} as young`),
        pte_break: ({ th, ipa }) => held(th, `locks the entry of 0x${ipa.toString(16)}`),
        pte_make: ({ th, mmu, ipa }) => held(th, `makes the entry of 0x${ipa.toString(16)} in ${mmu}`),
      },
    };
  },
};
