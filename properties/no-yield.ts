/** NOYIELD. may_block = false ⇒ mmu_lock is held from the entry of the unmap to its exit. */
import { nested } from "../models/nested/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "no-yield",
  statement: "an unmap that must not block never drops mmu_lock",
  model: nested,
  claim: {
    on: {
      lock_dropped: (_kvm, { mmu, may_block }) =>
        may_block ? null : `mmu_lock is dropped in the middle of an unmap of ${mmu.label} that must not block`,
    },
  },
  exercised: ["an unmap that must not block", "lock dropped between chunks"],
});
