import type { CorpusEntry } from "../../src/scenario/model.ts";

const two = { tasks: 2, preemptions: 1 };
const one = { tasks: 1, preemptions: 0 };

/** Bugs between faults, notifiers and changes of the memslots. */
export const corpus: readonly CorpusEntry[] = [
  {
    id: "E45",
    title: "an error between looking a frame up and mapping it keeps the reference",
    source: "5f9466b50c1b, e07fc9e2da91",
    turned: { errorPut: "no" },
    breaks: "no-leak",
    estimate: one,
  },
  {
    id: "E52",
    title: "the sequence goes through an int: once it is large, every fault is tried again for ever",
    source: "82d811ff5665",
    turned: { seqType: "int" },
    breaks: "progress",
    estimate: one,
  },
  {
    id: "E57",
    title: "a fault does not look again if its root is still in use",
    source: "a955cad84cda",
    turned: { rootCheck: "never" },
    breaks: "root-in-use",
    estimate: two,
  },
  {
    id: "E60",
    title: "a notifier skips roots that were given up, on which vCPUs may still run",
    source: "d62007edf01f",
    turned: { givenUp: "skipped" },
    breaks: "stale-frame",
    estimate: two,
  },
  {
    id: "E63",
    title: "a pfn cache does not ask whether a notifier came while it looked the frame up",
    source: "58cd407ca4c6",
    turned: { gpcRetry: "never" },
    breaks: "stale-frame",
    estimate: { tasks: 2, preemptions: 2 },
  },
  {
    id: "E71",
    title: "a reference is taken on a page that its owner maps without one, and given back as the last",
    source: "f8be156be163 (CVE-2021-22543)",
    turned: { pfnmap: "get" },
    breaks: "use-after-free",
    estimate: one,
  },
];
