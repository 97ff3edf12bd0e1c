/** A bug that concerns what TLBs hold, in the scenario of its minimal trace. */
export interface OracleRow {
  /** Name in the gallery, without extension. */
  readonly trace: string;
  /** Pages for which a CPU besides walks, in this order. */
  readonly walks: readonly number[];
  /** Why one of them finds nothing, or objects for another reason than the others; empty where all see the same. */
  readonly why: string;
}

const LEAVES =
  "leaves stay in TLBs and nothing is put in their place: (b) knows it, but judges an entry when it is made valid again or its table goes; asked when an unmap ends, as in models/walkers, it would say so. To (c) the entry was never made again";
const LOCAL = "one CPU keeps what no other has: a local TLBI takes nothing out of what all together may hold";

export const ROWS: readonly OracleRow[] = [
  { trace: "E04-walkers@tableFlush=deferred-table-in-tlb", walks: [0, 1], why: "" },
  { trace: "E04-tlb-vmid@tableFlush=deferred-table-in-tlb", walks: [0, 1], why: "" },
  { trace: "E05-walkers@tableHint=level-table-in-tlb", walks: [0, 1], why: "" },
  { trace: "E05-tlb-vmid@tableHint=level-table-in-tlb", walks: [0, 1], why: "" },
  { trace: "E06-tlb-vmid@rangeHint=zero-isolation", walks: [], why: LEAVES },
  { trace: "E10-tlb-vmid@relaxFlush=onSuccess-refault", walks: [], why: LOCAL },
  { trace: "E11-tlb-vmid@relaxHint=garbage-refault", walks: [], why: LOCAL },
  { trace: "E12-walkers@breakFlush=address-break-before-make", walks: [1, 0], why: "" },
  { trace: "E12-tlb-vmid@breakFlush=address-tlb-conflict", walks: [0, 1], why: "" },
  { trace: "E15-walkers@bbm=overwrite-break-before-make", walks: [0, 0], why: "" },
  { trace: "E15-tlb-vmid@bbm=overwrite-tlb-conflict", walks: [0], why: "" },
  { trace: "E20-tlb-vmid@contextSync=none-isolation", walks: [], why: LEAVES },
  {
    trace: "002-E-unlinked-bbml2-break-before-make",
    walks: [0, 1],
    why: "two tables for one address lead to the same frames, and (a) compares leaves; (c) knows no FEAT_BBM and objects to each block over a table, (b) only to the second table",
  },
  { trace: "AGE-F-lockless-age-flush-last-table-in-tlb", walks: [0, 1], why: "" },
  { trace: "S002c-pkvm@unmapOrder=freeFirst-table-in-tlb", walks: [0, 1], why: "" },
];
