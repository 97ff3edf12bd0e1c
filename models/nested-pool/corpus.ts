import type { CorpusEntry } from "../../src/scenario/model.ts";

const two = { tasks: 2, preemptions: 1 };

/** Bugs in the life of shadow MMUs. */
export const corpus: readonly CorpusEntry[] = [
  {
    id: "E30",
    title: "a flush frees the tables of a shadow and leaves it marked as a guest's",
    source: "34b8f4adedd5",
    turned: { freedKey: "left" },
    breaks: "no-null",
    estimate: two,
  },
  {
    id: "E31",
    title: "an init that fails halfway leaves the pointer to the array that it has freed",
    source: "5417a2e9b130",
    design: "swapped-pointers",
    turned: { initOrder: "freeThenInit" },
    breaks: "use-after-free",
    estimate: two,
  },
  {
    id: "E32",
    title: "the array of shadows is reallocated without mmu_lock",
    source: "70543358fa08 (CVE-2026-46317)",
    turned: { growth: "realloc" },
    breaks: "use-after-free",
    estimate: two,
  },
  {
    id: "E33a",
    title: "shadows move with the array while vCPUs are loaded with them",
    source: "33346f8960c7",
    turned: { growth: "structs" },
    breaks: "use-after-free",
    estimate: two,
  },
  {
    id: "E33b",
    title: "a flush frees shadows that a vCPU has yet to put",
    source: "e5843f4effaa",
    turned: { structFree: "flush" },
    breaks: "use-after-free",
    estimate: two,
  },
  {
    id: "E38",
    title: "a VNCR translation is reset without mmu_lock while a TLBI looks at it",
    source: "d43548f422f2",
    turned: { vncr: "unlocked" },
    breaks: "snapshot",
    estimate: two,
  },
];
