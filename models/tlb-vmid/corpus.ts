import type { CorpusEntry } from "../../src/scenario/model.ts";

const one = { tasks: 1, preemptions: 0 };
const two = { tasks: 2, preemptions: 1 };

/** Bugs in what is flushed, and when, with CPUs that hold what they have read. */
export const corpus: readonly CorpusEntry[] = [
  {
    id: "E04",
    title: "the TLBI for a table's entry waits for the end of the unmap",
    source: "f62d4c3eb687",
    turned: { tableFlush: "deferred" },
    breaks: "table-in-tlb",
    estimate: one,
  },
  {
    id: "E05",
    title: "the TLBI for a table's entry names the level of the entry",
    source: "36e008323926",
    turned: { tableHint: "level" },
    breaks: "table-in-tlb",
    estimate: one,
  },
  {
    id: "E06",
    title: "a range TLBI says level 0 where it means none, and with LPA2 that is one",
    source: "0f0ff097bf77",
    turned: { rangeHint: "zero" },
    breaks: "isolation",
    estimate: one,
  },
  {
    id: "E10",
    title: "a permission fault that another vCPU has handled does not flush this CPU",
    source: "be097997a273",
    turned: { relaxFlush: "onSuccess" },
    breaks: "refault",
    estimate: two,
  },
  {
    id: "E11",
    title: "a permission fault that lost its race flushes with a level from the stack",
    source: "Oliver Upton, June 2026 (Fixes be097997a273)",
    turned: { relaxHint: "garbage" },
    breaks: "refault",
    estimate: one,
  },
  {
    id: "E12",
    title: "a block replaces a table, and one address of it is flushed",
    source: "3a0b870e3448",
    turned: { breakFlush: "address" },
    breaks: "tlb-conflict",
    estimate: one,
  },
  {
    id: "E15",
    title: "a valid entry is written over another one",
    source: "d4b9e0790aa7",
    turned: { bbm: "overwrite" },
    breaks: "tlb-conflict",
    estimate: one,
  },
  {
    id: "E20",
    title: "a TLBI does not wait until the VMID that it is for is in effect",
    source: "ed49fe5a6fb9",
    turned: { contextSync: "none" },
    breaks: "isolation",
    estimate: two,
  },
];
