import type { CorpusEntry } from "../../src/scenario/model.ts";

const two = { tasks: 2, preemptions: 2 };

/** Bugs of shadow paging: a shadow that is not what the guest wrote. */
export const corpus: readonly CorpusEntry[] = [
  {
    id: "E48",
    title: "of two emulated writes to an entry, the shadow gets the earlier",
    source: "0e0fee5c539b",
    turned: { fetch: "written" },
    breaks: "shadow",
    estimate: two,
  },
  {
    id: "E49",
    title: "no barrier between the write to an entry and the look at the count of shadows, nor on the other side",
    source: "226d9b8f1688",
    turned: { barriers: "none" },
    breaks: "shadow",
    estimate: two,
  },
  {
    id: "E72",
    title: "a fault trusts what it read without the lock where the table was shadowed already",
    source: "f7d9c7b7b902",
    turned: { recheck: "whenNew" },
    breaks: "shadow",
    estimate: two,
  },
  {
    id: "E73",
    title: "a shadow is filled before the table is write-protected",
    source: "Marcelo Tosatti, 2008",
    turned: { fill: "beforeProtect" },
    breaks: "shadow",
    estimate: two,
  },
  {
    id: "E74",
    title: "a table that is out of sync is linked under a parent as it is",
    source: "65855ed8b034",
    turned: { link: "asItIs" },
    breaks: "guest-view",
    estimate: { tasks: 2, preemptions: 1 },
  },
  {
    id: "E75",
    title: "locked instructions of the guest are emulated by a load and a store",
    source: "daea3e73cb4a",
    turned: { lockedOps: "loadStore" },
    breaks: "no-lost-update",
    estimate: two,
  },
];
