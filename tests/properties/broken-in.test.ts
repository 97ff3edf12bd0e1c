import { expect, test } from "vitest";
import { brokenIn } from "../models/base-model.ts";

/** What breaks a property in models where no design and no bug of the corpus is declared to. */
const ROWS: readonly (readonly [property: string, model: string, design: string])[] = [
  ["bbm-protocol", "tlb-vmid", "tlb-vmid@bbm=overwrite"],
  ["break-before-make", "aging", "lockless-age-rcu@bbm=overwrite"],
  ["break-before-make", "pkvm", "pkvm@bbm=overwrite"],
  ["break-before-make", "tlb-vmid", "tlb-vmid@bbm=overwrite"],
  ["break-window", "aging", "lockless-age-rcu@teardown=xchg"],
  ["memslots", "fault-notifier", "seq-count@slotWait=never"],
  ["partition", "walkers", "walkers@destroyed=walked"],
  ["partition", "yielding-iterator", "yield-safe@resume=past"],
  ["pte-lock", "walkers", "walkers@ager=lockless,ageSet=store"],
  ["rcu", "aging", "lockless-age-rcu@unmapOrder=clearLast"],
  ["rcu", "tlb-vmid", "tlb-vmid@unmapFree=putRcu,unmapOrder=clearLast"],
  ["rcu", "walkers", "walkers@unmapFree=putRcu,unmapOrder=clearLast"],
  ["refcount", "pkvm", "pkvm@breakPut=tables"],
  ["refcount", "tlb-vmid", "tlb-vmid@breakPut=tables"],
  ["unmapped", "walkers", "walkers@breakFlush=address"],
];

test.for(ROWS)("%s in %s is broken by %s", ([property, model, design]) => {
  expect(brokenIn(model, design, 100)).toContain(property);
});
