/**
 * TABLE (I1-hw, I6). A table page is freed only when no walk cache may hold an entry that leads to it, and no hardware walk loads
 * from one that is. Judged as the run goes, by models/pgtable/ever-valid.ts and the hardware walk itself.
 */
import { aging } from "../models/aging/model.ts";
import { pkvm } from "../models/pkvm/model.ts";
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { walkers } from "../models/walkers/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

export default property({
  name: "table-in-tlb",
  statement: "no table is freed while a CPU may still walk through it",
  model: walkers,
  claim: {},
  exercised: ["an unmap freed a table"],
  also: [
    elsewhere({ model: pkvm, claim: {}, exercised: ["a page was reclaimed"] }),
    elsewhere({ model: tlbVmid, claim: {}, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: aging, claim: {}, exercised: ["an unmap freed a table"] }),
  ],
});
