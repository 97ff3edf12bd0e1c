import { Op, READ, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { EAGAIN } from "../../src/kernel/errno.ts";
import { kvm_granule_size } from "../pgtable/geometry.ts";
import { kvm_pte_follow } from "../pgtable/mm-ops.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import {
  KVM_PTE_LEAF_ATTR_LO_S2_AF,
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W,
  kvm_pte_table,
  kvm_pte_valid,
  pte_change,
  pte_has,
  stage2_pte_is_locked,
} from "../pgtable/pte.ts";
import type { kvm_pte_t, Pte } from "../pgtable/pte.ts";
import { entryAt } from "./ghost.ts";
import { kvm_handle_guest_abort } from "./fault.ts";
import type { Abort } from "./fault.ts";
import { runs_on } from "./runs-on.ts";
import { mmput } from "./mm-users.ts";
import type { Vm } from "./state.ts";

/** One load of a hardware walk, of the table that `parent` pointed to. */
interface Load {
  readonly level: number;
  readonly parent: Pte | null;
  readonly pointer: kvm_pte_t;
}

/** The table above has lost the pointer that the walk followed: a real walk that used it came before that. */
const OVERTAKEN = -1;

/**
 * A hardware walk reads what was there at one moment, at the last load: no TLBI is complete before the walks that may use what
 * it takes out. The CPU sets the access flag of what it translates, if it can.
 */
function walkKind(access: number, sets: boolean): OpKind {
  return {
    name: "hardware walk",
    access,
    ready: null,
    also: (op) => (op.a as Load).parent ?? op.object,
    perform(op) {
      const ptep = op.object as Pte;
      const { level, parent, pointer } = op.a as Load;
      if (parent !== null && parent.peek !== pointer) {
        return OVERTAKEN;
      }
      if (ptep.page.freed) {
        ptep.world.fail("table-in-tlb", `a hardware walk loads ${ptep.label}, which was freed`);
      }
      const pte = ptep.peek;
      if (sets && kvm_pte_valid(pte) && !kvm_pte_table(pte, level)) {
        ptep.peek = pte_change(pte, KVM_PTE_LEAF_ATTR_LO_S2_AF, 0);
      }
      return ptep.peek;
    },
    describe(op, result) {
      const ptep = op.object as Pte;
      const found = result === OVERTAKEN ? "begins again" : ptep.print(result as kvm_pte_t);
      return `hardware walk: ${ptep.label}${result === undefined ? "" : ` = ${found}`}`;
    },
  };
}

const WALK = walkKind(READ, false);
const WALK_HAFDBS = walkKind(READ | WRITE, true);

interface Translation {
  readonly pte: kvm_pte_t;
  readonly level: number;
}

function* hardware_walk(pgt: KvmPgtable, ia: number, kind: OpKind): Task<Translation> {
  const { mm_ops, start_level } = pgt;
  for (;;) {
    let page = pgt.pgd![0]!;
    let load: Load = { level: start_level, parent: null, pointer: 0 };
    for (;;) {
      const { level } = load;
      const ptep: Pte = page.entries[Math.floor(ia / kvm_granule_size(mm_ops.geometry, level)) % page.entries.length]!;
      const pte = yield* new Op<kvm_pte_t>(kind, ptep, load);
      if (pte === OVERTAKEN) {
        break;
      }
      if (!kvm_pte_table(pte, level)) {
        return { pte, level };
      }
      page = kvm_pte_follow(mm_ops, pte);
      load = { level: level + 1, parent: ptep, pointer: pte };
    }
  }
}

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
  for (;;) {
    const pgt = vm.pgt!;
    const abort = abortOf(yield* hardware_walk(pgt, ia, vm.config.hafdbs ? WALK_HAFDBS : WALK), ia, write);
    if (abort === null) {
      break;
    }
    const ret = yield* kvm_handle_guest_abort(vm, vm.caches[task]!, abort, huge);
    if (ret === -EAGAIN) {
      vm.world.sometimes("a fault lost a race");
      yield* runs_on(pgt, ia);
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
