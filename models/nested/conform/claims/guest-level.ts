import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { guestLevelOf, isLeafEntry } from "../state/pte.ts";

/**
 * ∀ shadow leaf mapped for a guest with stage-2 on: its software bits hold the level of the guest's leaf; with stage-2 off, and
 * in the canonical table, they are 0. relax_perms keeps them.
 */
export const guestLevel: NestedClaim = {
  name: "guest-level",
  says: "a shadow leaf remembers the level of the guest's leaf, and no other",
  needs: ["pte_make", "walk"],
  watch(kvm, verdict) {
    return {
      before: {
        pte_make({ th, mmu, level, ipa, pte }) {
          const { fault, map } = kvm.thread(th);
          if (fault === null || map === null || fault.mmu.name !== mmu || !isLeafEntry(pte, level)) {
            return;
          }
          const wanted = fault.walk === null ? 0 : fault.walk.level;
          if (guestLevelOf(pte) === wanted) {
            verdict.held();
          } else {
            verdict.broken(
              `${mmu}: the leaf at ${hex(ipa)} says level ${guestLevelOf(pte)}, the guest's leaf is of level ${wanted}`,
            );
          }
        },
        pte_attr({ mmu, ipa, old, pte }) {
          if (guestLevelOf(old) === guestLevelOf(pte)) {
            verdict.held();
          } else {
            verdict.broken(
              `${mmu}: the leaf at ${hex(ipa)} said level ${guestLevelOf(old)} and now says ${guestLevelOf(pte)}`,
            );
          }
        },
      },
    };
  },
};
