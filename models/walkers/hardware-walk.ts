import { Op, READ, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { kvm_granule_size } from "../pgtable/geometry.ts";
import { kvm_pte_follow } from "../pgtable/mm-ops.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { KVM_PTE_LEAF_ATTR_LO_S2_AF, kvm_pte_table, kvm_pte_valid, pte_change } from "../pgtable/pte.ts";
import type { kvm_pte_t, Pte } from "../pgtable/pte.ts";
import type { Above } from "./runs-on.ts";

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

/** Where a walk ended. */
export interface Translation {
  readonly pte: kvm_pte_t;
  readonly level: number;
  readonly ptep: Pte;
  readonly above: Above | null;
}

/** `hafdbs`: the CPU sets the access flag. */
export function* hardware_walk(pgt: KvmPgtable, ia: number, hafdbs: boolean): Task<Translation> {
  const { mm_ops, start_level } = pgt;
  const { geometry } = mm_ops;
  const kind = hafdbs ? WALK_HAFDBS : WALK;
  const rootPage = kvm_granule_size(geometry, start_level - 1);
  for (;;) {
    let page = pgt.pgd![Math.floor(ia / rootPage)]!;
    let load: Load = { level: start_level, parent: null, pointer: 0 };
    for (;;) {
      const { level } = load;
      const ptep: Pte = page.entries[Math.floor(ia / kvm_granule_size(geometry, level)) % page.entries.length]!;
      const pte = yield* new Op<kvm_pte_t>(kind, ptep, load);
      if (pte === OVERTAKEN) {
        break;
      }
      if (!kvm_pte_table(pte, level)) {
        const { parent, pointer } = load;
        return { pte, level, ptep, above: parent === null ? null : { ptep: parent, pointer } };
      }
      page = kvm_pte_follow(mm_ops, pte);
      load = { level: level + 1, parent: ptep, pointer: pte };
    }
  }
}
