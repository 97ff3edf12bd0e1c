import { judgeHeld } from "../lock-mode.ts";
import type { NestedClaim } from "../nested-claim.ts";

/**
 * ∀ map, relax_perms, mkyoung, entry locked or made: its thread holds mmu_lock, for read at least; and from the start of a map
 * or relax_perms to its return it does not release it: what the fault found out under the lock holds only so long.
 */
export const lockMap: NestedClaim = {
  name: "lock-map",
  says: "leaves are mapped and relaxed under mmu_lock, which is not released meanwhile",
  needs: ["map", "rlock", "runlock", "wlock", "wunlock"],
  watch(kvm, verdict) {
    const held = (th: string, what: string): void => judgeHeld(verdict, kvm, th, "read or write", what);
    const still = (th: string, what: string): void => {
      const { map, relax, lock, lockedAt } = kvm.thread(th);
      const call = map ?? relax;
      if (call !== null && lock !== "none" && lockedAt > call.t) {
        verdict.broken(`${th} ${what} and has released mmu_lock since its call began at event ${call.t}`);
      } else {
        held(th, what);
      }
    };
    return {
      before: {
        map: ({ th, mmu, ipa }) => held(th, `maps 0x${ipa.toString(16)} in ${mmu}`),
        relax: ({ th, mmu, ipa }) => held(th, `relaxes 0x${ipa.toString(16)} in ${mmu}`),
        mkyoung: ({ th, mmu, ipa }) => held(th, `marks 0x${ipa.toString(16)} in ${mmu} as young`),
        pte_break: ({ th, ipa }) => still(th, `locks the entry of 0x${ipa.toString(16)}`),
        pte_make: ({ th, mmu, ipa }) => still(th, `makes the entry of 0x${ipa.toString(16)} in ${mmu}`),
        map_ret: ({ th, ipa }) => still(th, `ends its map of 0x${ipa.toString(16)}`),
        relax_ret: ({ th, ipa }) => still(th, `ends its relaxation of 0x${ipa.toString(16)}`),
      },
    };
  },
};
