import { Op } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import { joinKind } from "../../../src/kernel/join.ts";
import { kvm_arch_flush_shadow_all, kvm_free_nested_mmus } from "./flush-shadow-all.ts";
import { last_close } from "./lifetime.ts";
import { kvm_vcpu_put_hw_mmu } from "../vcpu/load.ts";
import type { Kvm } from "../state.ts";

/** The last reference to the VM goes when everybody else has ended. */
const LAST_PUT = joinKind("kvm_put_kvm", "kvm_put_kvm()");

/** `kvm_destroy_vm`, for designs and scenarios that have something to free. */
export function* kvm_destroy_vm(kvm: Kvm): Task {
  const { reverse_map, pool, lifetime } = kvm;
  if (reverse_map.destroy === undefined && pool === null) {
    return;
  }
  yield* new Op<void>(LAST_PUT, kvm.mmu);
  kvm.ghost.isDestroyed = true;
  if (lifetime !== null) {
    yield* last_close(kvm, lifetime);
  } else if (pool !== null) {
    for (const vcpu of kvm.vcpus) {
      yield* kvm_vcpu_put_hw_mmu(vcpu);
    }
    yield* kvm_arch_flush_shadow_all(kvm);
  }
  if (reverse_map.destroy !== undefined) {
    for (const mmu of kvm.nested_mmus) {
      yield* reverse_map.destroy(kvm, mmu);
    }
  }
  if (pool !== null) {
    yield* kvm_free_nested_mmus(kvm);
  }
}
