import type { NestedClaim } from "../nested-claim.ts";

/**
 * S-seq. ∀ map or relax_perms at τ by a fault that sampled mmu_invalidate_seq at σ: no invalidation is in progress at τ, and
 * none has ended in (σ, τ]. σ is the start of __kvm_faultin_pfn where the trace has it, else its end, which is later.
 */
export const sequenceRetry: NestedClaim = {
  name: "sequence-retry",
  says: "a fault maps only if no invalidation is in progress and none has ended since it sampled the sequence count",
  needs: ["map", "faultin", "inv_end", "mn_start"],
  watch(kvm, verdict) {
    const commit = (th: string, what: string): void => {
      const { fault } = kvm.thread(th);
      if (fault === null || fault.pfn === null) {
        return;
      }
      if (kvm.inProgress > 0) {
        verdict.broken(
          `${th} ${what} while ${kvm.inProgress} invalidation${kvm.inProgress === 1 ? " is" : "s are"} in progress`,
        );
      } else if (kvm.invalidatedAt > fault.sampledAt) {
        verdict.broken(
          `${th} ${what} with a frame looked up from event ${fault.sampledAt} on, although an invalidation ended at ${kvm.invalidatedAt}`,
        );
      } else {
        verdict.held();
      }
    };
    return {
      before: {
        map: ({ th, mmu, ipa }) => commit(th, `maps 0x${ipa.toString(16)} in ${mmu}`),
        relax: ({ th, mmu, ipa }) => commit(th, `relaxes 0x${ipa.toString(16)} in ${mmu}`),
      },
    };
  },
};
