import { JOINS, Op } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import type { Kvm } from "./state.ts";

/** The last reference to the VM goes when everybody else has ended. */
const LAST_PUT: OpKind = {
  name: "kvm_put_kvm",
  access: JOINS,
  ready(op, task) {
    const { tasks, taskCount } = op.object.world;
    for (let i = 0; i < taskCount; i++) {
      if (tasks[i] !== task && tasks[i]!.pending !== null) {
        return false;
      }
    }
    return true;
  },
  perform: () => undefined,
  describe: () => "kvm_put_kvm()",
};

/** `kvm_destroy_vm`, for the designs that have something to free. */
export function* kvm_destroy_vm(kvm: Kvm): Task {
  const { reverse_map } = kvm;
  if (reverse_map.destroy === undefined) {
    return;
  }
  yield* new Op<void>(LAST_PUT, kvm.mmu);
  kvm.ghost.isDestroyed = true;
  for (const mmu of kvm.nested_mmus) {
    yield* reverse_map.destroy(kvm, mmu);
  }
}
