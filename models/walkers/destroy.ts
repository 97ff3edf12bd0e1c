import { Op } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { joinKind } from "../../src/kernel/join.ts";
import type { KvmMmuMemoryCache } from "../pgtable/memory-cache.ts";
import type { KvmS2Mmu } from "../pgtable/pgtable.ts";
import { kvm_free_stage2_pgd } from "./notifier.ts";
import type { Vm } from "./state.ts";

/** The last reference to the VM goes when everybody else has ended, callbacks too. */
const LAST_PUT = joinKind("kvm_put_kvm", "kvm_put_kvm()", (op) => {
  op.object.world.emit("quiet", null);
  (op.a as readonly KvmMmuMemoryCache[]).forEach(emptied);
});

/** Nobody else is there: the pages of a cache go at once. */
function emptied(mc: KvmMmuMemoryCache): void {
  for (const page of mc.objects.slice(0, mc.nobjs.peek)) {
    page.freed = true;
    page.world.allocations.delete(page);
  }
  mc.nobjs.peek = 0;
}

/** Waits until nobody is left, and empties what caches they have filled. */
export function kvm_put_kvm(mmu: KvmS2Mmu, caches: readonly KvmMmuMemoryCache[]): Op<void> {
  return new Op<void>(LAST_PUT, mmu, caches);
}

/** `kvm_destroy_vm`. */
export function* kvm_destroy_vm(vm: Vm): Task {
  yield* kvm_put_kvm(vm.mmu, [...vm.caches, vm.split_page_cache]);
  if (vm.pgt !== null) {
    yield* kvm_free_stage2_pgd(vm);
  }
}
