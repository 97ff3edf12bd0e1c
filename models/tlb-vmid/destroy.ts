import type { Task } from "../../src/core/task.ts";
import { kvm_pgtable_stage2_destroy } from "../pgtable/destroy.ts";
import { kvm_put_kvm } from "../walkers/destroy.ts";
import type { Machine } from "./state.ts";

/** `kvm_destroy_vm`. */
export function* kvm_destroy_vm({ mmu, caches, ever, protocol, pgt }: Machine): Task {
  yield* kvm_put_kvm(mmu, caches);
  ever.retire();
  protocol.retire();
  yield* kvm_pgtable_stage2_destroy(pgt);
}
