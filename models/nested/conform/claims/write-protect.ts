import { formatLeaf } from "../../../stage2/leaf.ts";
import { allows, W } from "../../../stage2/perm.ts";
import type { NestedClaim } from "../nested-claim.ts";

/**
 * ∀ kvm_stage2_wp_range(m, R): at its return no leaf of m in R may be written, but those that faults have mapped or relaxed
 * while it had dropped mmu_lock, which are logged themselves.
 */
export const writeProtect: NestedClaim = {
  name: "write-protect",
  says: "write-protection takes the right to write from every leaf in its range",
  needs: ["wp_range", "wp_range_ret", "pte_attr"],
  watch(kvm, verdict) {
    return {
      before: {
        wp_range_ret({ th, mmu }) {
          const { wp } = kvm.thread(th);
          if (wp === null) {
            return;
          }
          const left = wp.mmu.leavesIn(wp).find((leaf) => allows(leaf.perm, W) && !(leaf.raisedAt > wp.t));
          if (left === undefined) {
            verdict.held();
          } else {
            verdict.broken(`${mmu}: ${formatLeaf(left)} may be written after its write-protection`);
          }
        },
      },
    };
  },
};
