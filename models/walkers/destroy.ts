import { JOINS, Op } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import type { KvmMmuMemoryCache } from "../pgtable/memory-cache.ts";
import { kvm_free_stage2_pgd } from "./notifier.ts";
import type { Vm } from "./state.ts";

/** The last reference to the VM goes when everybody else has ended, callbacks too. */
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
  perform(op) {
    const vm = op.a as Vm;
    vm.world.emit("quiet", null);
    emptied(vm.split_page_cache);
    vm.caches.forEach(emptied);
    return undefined;
  },
  describe: () => "kvm_put_kvm()",
};

/** Nobody else is there: the pages of a cache go at once. */
function emptied(mc: KvmMmuMemoryCache): void {
  for (const page of mc.objects.slice(0, mc.nobjs.peek)) {
    page.freed = true;
    page.world.allocations.delete(page);
  }
  mc.nobjs.peek = 0;
}

/** `kvm_destroy_vm`. */
export function* kvm_destroy_vm(vm: Vm): Task {
  yield* new Op<void>(LAST_PUT, vm.mmu, vm);
  if (vm.pgt !== null) {
    yield* kvm_free_stage2_pgd(vm);
  }
}
