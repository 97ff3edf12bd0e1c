/**
 * BBM (I7). may(ia): descriptors that a hardware walk of ia could have read since the last TLBI that covers them was complete.
 * At each store to an entry: no two of may(ia) differ in level, output or kind; rights, access flag and software bits aside.
 * Judged as the run goes, by models/pgtable/ever-valid.ts.
 */
import { aging } from "../models/aging/model.ts";
import { pkvm } from "../models/pkvm/model.ts";
import { tlbVmid } from "../models/tlb-vmid/model.ts";
import { walkers } from "../models/walkers/model.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

export default property({
  name: "break-before-make",
  statement: "no TLB can hold two descriptors of an address that must not change into each other",
  model: walkers,
  claim: {},
  exercised: ["a fault mapped a page where there was no table"],
  also: [
    elsewhere({ model: pkvm, claim: {}, exercised: ["a block was mapped after others were split"] }),
    elsewhere({ model: tlbVmid, claim: {}, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: aging, claim: {}, exercised: ["an unmap freed a table"] }),
  ],
});
