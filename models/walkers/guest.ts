import type { Task } from "../../src/core/task.ts";
import { EAGAIN } from "../../src/kernel/errno.ts";
import {
  KVM_PTE_LEAF_ATTR_LO_S2_AF,
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W,
  kvm_pte_valid,
  pte_has,
  stage2_pte_is_locked,
} from "../pgtable/pte.ts";
import { kvm_handle_guest_abort } from "./fault.ts";
import type { Abort } from "./fault.ts";
import { entryAt } from "./entry-at.ts";
import { hardware_walk } from "./hardware-walk.ts";
import type { Translation } from "./hardware-walk.ts";
import { mmput } from "./mm-users.ts";
import { runs_on } from "./runs-on.ts";
import type { Vm } from "./state.ts";

function abortOf({ pte, level }: Translation, ia: number, write: boolean): Abort | null {
  if (!kvm_pte_valid(pte)) {
    return { ia, write, level, kind: "translation" };
  }
  if (!pte_has(pte, KVM_PTE_LEAF_ATTR_LO_S2_AF)) {
    return { ia, write, level, kind: "access flag" };
  }
  return write && !pte_has(pte, KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W) ? { ia, write, level, kind: "permission" } : null;
}

/** The guest accesses a page; what it faults on is handled, and the access made again, until it goes through. */
export function* guest_access(vm: Vm, ia: number, write: boolean, huge: boolean, task: number): Task {
  const before = vm.ghost.changesByOthers(ia, task);
  const handled = { translation: 0, permission: 0, "access flag": 0 };
  const pgt = vm.pgt!;
  let hasLost = false;
  for (;;) {
    const found = yield* hardware_walk(pgt, ia, vm.config.hafdbs);
    const abort = abortOf(found, ia, write);
    if (abort === null) {
      break;
    }
    if (hasLost && stage2_pte_is_locked(found.pte)) {
      yield* runs_on(found.ptep, found.above);
      continue;
    }
    const ret = yield* kvm_handle_guest_abort(vm, vm.caches[task]!, abort, huge);
    hasLost = ret === -EAGAIN;
    if (hasLost) {
      vm.world.sometimes("a fault lost a race");
    } else if (!stage2_pte_is_locked(entryAt(pgt, ia)[0].peek)) {
      handled[abort.kind]++;
      const changes = vm.ghost.changesByOthers(ia, task) - before;
      vm.world.emit("fault_handled", { ia, kind: abort.kind, times: handled[abort.kind], changes });
    }
  }
  vm.world.emit("guest_access", { ia, write });
  if (write && vm.config.logging) {
    vm.dirty.written(ia);
  }
  yield* mmput(vm.mm_users);
}
