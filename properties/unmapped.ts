/** UNMAP (I5). When a notifier releases mmu_lock, no TLB may hold a leaf for the range, and no leaf of the tables is in it. */
import { aging } from "../models/aging/model.ts";
import { walkers } from "../models/walkers/model.ts";
import type { Vm } from "../models/walkers/state.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

function left({ mmu_lock, ghost }: Vm, lock: unknown): string | null {
  const { unmapped, tlb } = ghost;
  return lock !== mmu_lock || unmapped === null ? null : tlb.reach(unmapped.ia, unmapped.pages);
}

export default property({
  name: "unmapped",
  statement: "after an unmap nothing in its range is reachable",
  model: walkers,
  claim: { on: { unlock: left } },
  exercised: ["an unmap freed a table"],
  also: [elsewhere({ model: aging, claim: { on: { unlock: left } }, exercised: ["an unmap freed a table"] })],
});
