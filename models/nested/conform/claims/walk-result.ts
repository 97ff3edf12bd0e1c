import { hex } from "../../../stage2/leaf.ts";
import { allows, R, W } from "../../../stage2/perm.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { hexOf, outputOf, permOf, sizeAt } from "../state/pte.ts";

/**
 * ∀ walk of the guest's tables from n that ended in leaf d of level g: it gives output(d) + n mod size(g), and may read and write as
 * d says. For guests with pages of 4K.
 */
export const walkResult: NestedClaim = {
  name: "walk-result",
  says: "a walk of the guest's tables gives the address and the rights of the descriptor that it ended in",
  needs: ["walk"],
  watch: (_kvm, verdict) => ({
    before: {
      walk({ ipa, out, level, desc, r, w, ret }) {
        if (ret !== 0) {
          return;
        }
        const size = sizeAt(level);
        const target = outputOf(desc) - (outputOf(desc) % size) + (ipa % size);
        const perm = permOf(desc);
        if (out !== target) {
          verdict.broken(
            `the walk of ${hex(ipa)} ends at level ${level} in ${hexOf(desc)} and gives ${hex(out)}, not ${hex(target)}`,
          );
        } else if ((r && !allows(perm, R)) || (w && !allows(perm, W))) {
          verdict.broken(`the walk of ${hex(ipa)} ends in ${hexOf(desc)} and gives a right that it does not have`);
        } else {
          verdict.held();
        }
      },
    },
  }),
};
