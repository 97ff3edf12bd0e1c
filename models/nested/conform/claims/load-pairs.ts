import type { NestedClaim } from "../nested-claim.ts";
import type { Thread } from "../state/thread.ts";

/** ∀ load of vCPU v: v is loaded with no MMU. ∀ put of v from m by a thread that was seen before: m is what v is loaded with. */
export const loadPairs: NestedClaim = {
  name: "load-pairs",
  says: "a vCPU is loaded with one MMU at a time, and put from the one that it was loaded with",
  needs: ["load", "put"],
  watch(kvm, verdict) {
    const seen = new WeakSet<Thread>();
    return {
      before: {
        load({ th, vcpu, mmu, vmid }) {
          seen.add(kvm.thread(th));
          const other = [...kvm.mmus.values()].find(({ users }) => users.has(vcpu));
          if (other === undefined) {
            verdict.held();
          } else if (vmid !== 0 || mmu !== other.name) {
            verdict.broken(`vCPU ${vcpu} is loaded with ${mmu} while it is loaded with ${other.name}`);
          }
        },
        put({ th, vcpu, mmu }) {
          const thread = kvm.thread(th);
          if (thread.loaded?.name === mmu) {
            verdict.held();
          } else if (thread.loaded !== null || seen.has(thread)) {
            verdict.broken(`vCPU ${vcpu} is put from ${mmu} and is loaded with ${thread.loaded?.name ?? "none"}`);
          }
          seen.add(thread);
        },
      },
    };
  },
};
