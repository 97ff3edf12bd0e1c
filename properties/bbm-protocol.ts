/**
 * PROT (2.2 c). For every entry of the tables: from a valid descriptor to another one, other than in rights, access flag and software
 * bits, it goes by way of: invalid; a TLBI that covers it, for this VMID and with no wrong level; the DSB of the task that issued it.
 * A table is freed only when no entry leads to it, and those that did, and those of its own that led on, have gone that way.
 * Judged as the run goes, by models/pgtable/bbm-protocol.ts.
 */
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "bbm-protocol",
  statement: "entries are broken, flushed, waited for and made in this order",
  model: tlbVmid,
  claim: {},
  exercised: ["an unmap freed a table"],
});
