import type { Task } from "../../src/core/task.ts";
import { kvm_pgtable_stage2_destroy } from "../pgtable/destroy.ts";
import { kvm_put_kvm } from "../walkers/destroy.ts";
import type { Hyp } from "./state.ts";
import { destroy_vcpu } from "./vcpu.ts";

/** The machine goes down; the hypervisor itself never gives its tables back. */
export function* shut_down(hyp: Hyp): Task {
  const all = [hyp.host, ...hyp.guests];
  yield* kvm_put_kvm(
    hyp.host.mmu,
    all.map(({ pool }) => pool),
  );
  hyp.tlb.retire();
  yield* destroy_vcpu(hyp);
  for (const { pgt } of all) {
    yield* kvm_pgtable_stage2_destroy(pgt);
  }
}
