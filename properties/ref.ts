/**
 * REF. At every release of mmu_lock, for all shadows m: refcnt(m) = |{ v : v.hw_mmu = m }|; m gets other tags only while that is
 * 0, and some shadow is always left for it; and a vCPU enters L2 on m only after it has seen, under mmu_lock W and since it loaded m, that m has no pending unmap.
 */
import { nested } from "../models/nested/model.ts";
import type { ShadowMmu } from "../models/nested/mmu/s2-mmu.ts";
import type { Kvm } from "../models/nested/state.ts";
import { property } from "../src/scenario/property.ts";

const usersOf = ({ vcpus }: Kvm, mmu: ShadowMmu): number => vcpus.filter(({ hw_mmu }) => hw_mmu === mmu).length;

function miscounted(kvm: Kvm, lock: unknown): string | null {
  if (lock !== kvm.mmu_lock) {
    return null;
  }
  for (const mmu of kvm.nested_mmus) {
    const [counted, users] = [mmu.refcnt.peek, usersOf(kvm, mmu)];
    if (counted !== users) {
      return `${mmu.label} has ${counted} references, and is the hw_mmu of ${users} vCPUs`;
    }
  }
  return null;
}

export default property({
  name: "ref",
  statement: "a shadow is given to another context only while no vCPU has it, and is emptied before L2 runs on it",
  model: nested,
  claim: {
    on: {
      unlock: miscounted,
      retag: (kvm, { mmu }) =>
        usersOf(kvm, mmu) === 0 ? null : `${mmu.label} gets other tags while it is the hw_mmu of a vCPU`,
      L2_enter: (_kvm, { mmu }) => (mmu.pending_unmap ? `L2 enters on ${mmu.label} before its pending unmap` : null),
    },
  },
  engine: ["warning"],
  exercised: ["shadow recycled"],
});
