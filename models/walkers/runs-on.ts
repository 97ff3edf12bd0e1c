import { BLOCKED, Op, READ } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { kvm_granule_size } from "../pgtable/geometry.ts";
import { kvm_pte_follow } from "../pgtable/mm-ops.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { kvm_pte_table, stage2_pte_is_locked } from "../pgtable/pte.ts";
import type { kvm_pte_t, Pte } from "../pgtable/pte.ts";

/** The entry that pointed to the table of the one where the fault ended. */
interface Above {
  readonly ptep: Pte;
  readonly pointer: kvm_pte_t;
}

function isPassable(op: Op): boolean {
  const above = op.a as Above | null;
  return !stage2_pte_is_locked((op.object as Pte).peek) || (above !== null && above.ptep.peek !== above.pointer);
}

/**
 * The guest runs on after -EAGAIN. While another walker has the entry, the fault would end the same way again: it waits, and
 * what it did differently a first access does too.
 */
const RUNS_ON: OpKind = {
  name: "the guest runs on",
  access: READ,
  ready: (op) => op.stage === 0 || isPassable(op),
  perform(op) {
    op.stage = 1;
    return isPassable(op) ? undefined : BLOCKED;
  },
  also: (op) => (op.a as Above | null)?.ptep ?? op.object,
  describe: () => "the guest runs on",
};

export function runs_on({ mm_ops, pgd, start_level }: KvmPgtable, ia: number): Op<void> {
  let above: Above | null = null;
  let page = pgd![0]!;
  for (let level = start_level; ; level++) {
    const index = Math.floor(ia / kvm_granule_size(mm_ops.geometry, level)) % page.entries.length;
    const ptep: Pte = page.entries[index]!;
    if (!kvm_pte_table(ptep.peek, level)) {
      return new Op<void>(RUNS_ON, ptep, above);
    }
    above = { ptep, pointer: ptep.peek };
    page = kvm_pte_follow(mm_ops, ptep.peek);
  }
}
