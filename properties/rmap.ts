/**
 * I21. Whenever a writer of mmu_lock releases it: every entry that the reverse map has for gfn g lies in a shadow page that is
 * alive and is a leaf for g; every leaf for g of such a page is there once.
 */
import { shadowPages } from "../models/shadow-pages/model.ts";
import { isLeaf } from "../models/shadow-pages/spte.ts";
import type { Vm } from "../models/shadow-pages/state.ts";
import { property } from "../src/scenario/property.ts";

function misplaced({ rmaps, pages }: Vm): string | null {
  for (const { index: gfn, peek: sptes } of rmaps) {
    for (const spte of sptes) {
      if (spte.owner!.freed) {
        return `the reverse map leads from gfn ${gfn} to ${spte.label}, which is freed`;
      }
      if (!isLeaf(spte.peek) || spte.peek.gfn !== gfn) {
        return `the reverse map leads from gfn ${gfn} to ${spte.label}, which is ${spte.print(spte.peek)}`;
      }
    }
  }
  const leaves = pages.peek.flatMap(({ sptes }) => sptes).filter(({ peek }) => isLeaf(peek));
  const lost = leaves.find((spte) => rmaps.filter(({ peek }) => peek.includes(spte)).length !== 1);
  return lost === undefined ? null : `the reverse map does not lead to ${lost.label}, ${lost.print(lost.peek)}`;
}

export default property({
  name: "rmap",
  statement: "the reverse map leads to every leaf by its guest frame, and to nothing else",
  model: shadowPages,
  claim: {
    on: { unlock: (vm, lock) => (lock === vm.mmu_lock && vm.mmu_lock.writer !== null ? misplaced(vm) : null) },
  },
  exercised: ["a leaf was entered into the reverse map", "a notifier used the reverse map"],
});
