/**
 * I22. A structure is handed to call_rcu only when nobody can come to it any more, the walk from the root included, and not again
 * before its callback has begun. What RCU protects is dereferenced in a read section alone, and no section waits for a grace period.
 * (That a section does not sleep is `no-sleep`; that a callback waits for the sections that were there, the RCU of `src/kernel`.)
 */
import { aging } from "../models/aging/model.ts";
import { nested } from "../models/nested/model.ts";
import type { EverValid } from "../models/pgtable/ever-valid.ts";
import { TablePage } from "../models/pgtable/table-page.ts";
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { walkers } from "../models/walkers/model.ts";
import type { Vm } from "../models/walkers/state.ts";
import type { Memory } from "../src/kernel/slab.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

const linked = (tables: EverValid, memory: Memory): string | null =>
  memory instanceof TablePage && tables.reaches(memory)
    ? `${memory.label} is handed to call_rcu, and the walk from the root still comes to it`
    : null;

const claim = { on: { call_rcu: ({ ghost }: Vm, memory: Memory) => linked(ghost.tlb, memory) } };

export default property({
  name: "rcu",
  statement: "what RCU frees is out of reach before it is handed over, and is handed over once",
  model: walkers,
  claim,
  engine: ["rcu"],
  exercised: ["a fault lost a race"],
  also: [
    elsewhere({ model: aging, claim, exercised: ["an unmap freed a table"] }),
    elsewhere({
      model: tlbVmid,
      claim: { on: { call_rcu: ({ ever }, memory) => linked(ever, memory) } },
      exercised: ["an unmap freed a table"],
    }),
    elsewhere({ model: nested, exercised: ["a shadow leaf was mapped"] }),
  ],
});
