import type { NestedClaim } from "../nested-claim.ts";

/**
 * ∀ load of shadow m after a look-up that missed: no other vCPU is loaded with m; if m had an owner before, pending_unmap is set.
 * ∀ load after a put that scheduled the vCPU out, without a look-up: m is the one it had, and nobody recycled it.
 */
export const recycle: NestedClaim = {
  name: "recycle",
  says: "only a shadow that nobody uses gets another owner, and then all of it is to be unmapped",
  needs: ["lookup", "load", "put"],
  watch(kvm, verdict) {
    return {
      before: {
        load({ th, vcpu, mmu: name, pend }) {
          const { lookup, kept } = kvm.thread(th);
          const mmu = kvm.mmu(name);
          if (mmu.canonical) {
            return;
          }
          if (lookup === null) {
            const user = [...mmu.users].find((other) => other !== vcpu);
            if (user !== undefined) {
              verdict.broken(`${name} is recycled while vCPU ${user} is loaded with it`);
            } else if (mmu.vttbr !== null && !pend) {
              verdict.broken(`${name} is recycled and its unmap is not pending`);
            } else {
              verdict.held();
            }
          } else if (lookup === undefined && kept !== null) {
            if (kept.mmu !== mmu || kept.tenancy !== mmu.tenancy) {
              verdict.broken(
                `vCPU ${vcpu} comes back to ${name}, but ${kept.mmu === mmu ? "it was recycled meanwhile" : `it had kept ${kept.mmu.name}`}`,
              );
            } else {
              verdict.held();
            }
          }
        },
      },
    };
  },
};
