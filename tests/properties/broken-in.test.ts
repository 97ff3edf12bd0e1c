import { expect, test } from "vitest";
import { brokenIn } from "../models/base-model.ts";

/** What breaks a property in models where no design and no bug of the corpus is declared to. */
const ROWS: readonly (readonly [property: string, model: string, design: string])[] = [
  ["memslots", "fault-notifier", "seq-count@slotWait=never"],
  ["partition", "walkers", "walkers@destroyed=walked"],
  ["partition", "yielding-iterator", "yield-safe@resume=past"],
  ["rcu", "walkers", "walkers@unmapFree=putRcu,unmapOrder=clearLast"],
  ["rcu", "aging", "lockless-age-rcu@unmapOrder=clearLast"],
  ["refcount", "tlb-vmid", "tlb-vmid@breakPut=tables"],
  ["rcu", "tlb-vmid", "tlb-vmid@unmapFree=putRcu,unmapOrder=clearLast"],
];

test.for(ROWS)("%s in %s is broken by %s", ([property, model, design]) => {
  expect(brokenIn(model, design, 100)).toContain(property);
});
