import type { NestedClaim } from "../nested-claim.ts";
import type { Mmu } from "../state/mmu.ts";

/** ∀ kvm_nested_s2_unmap and kvm_nested_s2_wp: they visit each shadow that has an owner when they begin. */
export const allShadows: NestedClaim = {
  name: "all-shadows",
  says: "an unmap or write-protection of all shadows leaves none out",
  needs: ["nested_unmap", "nested_unmap_ret", "unmap_range"],
  watch(kvm, verdict) {
    const due = new WeakMap<object, readonly Mmu[]>();
    const begin = ({ th }: { readonly th: string }): void => void due.set(kvm.thread(th), [...kvm.shadows()]);
    const end = ({ th }: { readonly th: string }): void => {
      const thread = kvm.thread(th);
      const missed = (due.get(thread) ?? []).find((mmu) => thread.sweep?.has(mmu) === false);
      if (missed === undefined) {
        verdict.held();
      } else {
        verdict.broken(`${th} has visited all shadows but ${missed.name}`);
      }
    };
    return {
      before: { nested_unmap_ret: end, nested_wp_ret: end },
      after: { nested_unmap: begin, nested_wp: begin },
    };
  },
};
