/**
 * CONFLICT (I7). When a walk puts a translation into the TLB of a CPU: no other translation in it, for an address of both, differs
 * in level, output or memory type. Judged by the hardware walk itself.
 */
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "tlb-conflict",
  statement: "no TLB gets two translations of an address that exclude each other",
  model: tlbVmid,
  claim: {},
  exercised: ["an unmap freed a table", "a fault lost a race"],
});
