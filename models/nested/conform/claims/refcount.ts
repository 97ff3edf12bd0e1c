import type { NestedClaim } from "../nested-claim.ts";

/**
 * ∀ load of shadow m: refcnt(m) ≥ the number of vCPUs loaded with m; ∀ put of m: refcnt(m) ≥ 1 before it. References that are
 * on their way may make it larger. The canonical MMU is not counted.
 */
export const refcount: NestedClaim = {
  name: "refcount",
  says: "a shadow has a reference for every vCPU that is loaded with it",
  needs: ["load", "put"],
  watch(kvm, verdict) {
    const judge = (name: string, ref: number, least: number): void => {
      const mmu = kvm.mmu(name);
      if (mmu.canonical ? ref === 0 : ref >= least) {
        verdict.held();
      } else {
        verdict.broken(
          mmu.canonical
            ? `C has refcnt ${ref} and is not counted`
            : `${name} has refcnt ${ref} with ${least} vCPU${least === 1 ? "" : "s"} on it`,
        );
      }
    };
    return {
      before: { put: ({ mmu, ref }) => judge(mmu, ref, Math.max(1, kvm.mmu(mmu).users.size)) },
      after: { load: ({ mmu, ref }) => judge(mmu, ref, kvm.mmu(mmu).users.size) },
    };
  },
};
