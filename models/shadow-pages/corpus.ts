import type { CorpusEntry } from "../../src/scenario/model.ts";

const one = { tasks: 1, preemptions: 0 };
const two = { tasks: 2, preemptions: 1 };

/** Bugs of shadow pages, their reverse map and their dirty bits. */
export const corpus: readonly CorpusEntry[] = [
  {
    id: "E54",
    title: "an entry is changed by a load and a store, and a bit is lost that the hardware sets in between",
    source: "ba3a6120a4e7",
    turned: { update: "loadStore" },
    breaks: "dirty-page",
    estimate: two,
  },
  {
    id: "E56",
    title: "faults under mmu_lock R mark pages out of sync, and count them, with nothing between them",
    source: "ce25681d59ff",
    turned: { unsync: "nothing" },
    breaks: "no-lost-update",
    estimate: two,
  },
  {
    id: "E59",
    title: "a fault under mmu_lock R gives up old shadow pages",
    source: "47b0c2e4c220",
    turned: { reclaim: "underAny" },
    breaks: "use-after-free",
    estimate: two,
  },
  {
    id: "E65",
    title: "an MMIO marker overwrites a present entry, which stays in the reverse map",
    source: "aad885e77496 (CVE-2026-23401)",
    turned: { mmio: "overwrite" },
    breaks: "rmap",
    estimate: one,
  },
  {
    id: "E66",
    title: "an entry is removed by a gfn that is worked out anew, which the guest has changed since",
    source: "0cb2af2ea66a",
    turned: { removeKey: "walkedAgain" },
    breaks: "rmap",
    estimate: one,
  },
  {
    id: "E67",
    title: "a shadow page of another role is taken, whose entries have other gfns",
    source: "81ccda30b4e8",
    turned: { lookup: "gfn" },
    breaks: "rmap",
    estimate: one,
  },
  {
    id: "E68",
    title: "the dirty log clears the dirty bits of L2's entries, whose writes the hardware does not log",
    source: "CVE-2024-26990",
    turned: { clearDirty: "clearBit" },
    breaks: "dirty-log",
    estimate: two,
  },
];
