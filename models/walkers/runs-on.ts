import { BLOCKED, Op, READ } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { stage2_pte_is_locked } from "../pgtable/pte.ts";
import type { kvm_pte_t, Pte } from "../pgtable/pte.ts";

/** The entry that pointed to the table of the one where the walk ended, and what it held. */
export interface Above {
  readonly ptep: Pte;
  readonly pointer: kvm_pte_t;
}

function isPassable(op: Op): boolean {
  const above = op.b as Above | null;
  return !stage2_pte_is_locked((op.a as Pte).peek) || (above !== null && above.ptep.peek !== above.pointer);
}

/**
 * The guest runs on after -EAGAIN, and its walk ends at an entry that another walker has locked: the fault would end the same way
 * again until the entry is made, or its table is gone.
 */
const RUNS_ON: OpKind = {
  name: "the guest runs on",
  access: READ,
  ready: (op) => op.stage === 0 || isPassable(op),
  perform(op) {
    op.stage = 1;
    return isPassable(op) ? undefined : BLOCKED;
  },
  // What it waits for; that the way there is still the same, it only looks at.
  also: (op) => op.a as Pte,
  describe: () => "the guest runs on",
};

/** Waits until there is something new at `ptep`; `above` is null for a root. */
export function runs_on(ptep: Pte, above: Above | null): Op<void> {
  return new Op<void>(RUNS_ON, above?.ptep ?? ptep, ptep, above);
}
