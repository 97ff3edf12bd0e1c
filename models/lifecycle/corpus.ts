import type { CorpusEntry } from "../../src/scenario/model.ts";

const two = { tasks: 2, preemptions: 1 };
const one = { tasks: 1, preemptions: 0 };

/** Bugs in the life of a VM, as knobs of the settled design. */
export const corpus: readonly CorpusEntry[] = [
  {
    id: "E17a",
    title: "teardown empties the tables without mmu_lock while a notifier walks them",
    source: "8b3405e345b5",
    turned: { pgdFree: "emptiedUnlocked" },
    breaks: "use-after-free",
    estimate: two,
  },
  {
    id: "E17b",
    title: "teardown frees the tables, then clears the pointer, without mmu_lock",
    source: "6c0d706b563a",
    turned: { pgdFree: "freedThenCleared" },
    breaks: "use-after-free",
    estimate: two,
  },
  {
    id: "E17d",
    title: "aging does not look if there are tables any more",
    source: "7e5a672289c9",
    turned: { agePgt: "assumed" },
    breaks: "no-null",
    estimate: two,
  },
  {
    id: "E29a",
    title: "a VM whose notifier cannot be registered keeps its tables",
    source: "a3ca3bfd01b7",
    turned: { destroyFrees: "no" },
    breaks: "no-leak",
    estimate: one,
  },
  {
    id: "E29b",
    title: "an init that fails frees the tables and leaves the pointer",
    source: "companion of a3ca3bfd01b7",
    turned: { failedInit: "dangling" },
    breaks: "use-after-free",
    estimate: one,
  },
  {
    id: "E36",
    title: "two flushes at once free the split cache twice",
    source: "20260504224213.1049426-1-jthoughton@google.com",
    turned: { cacheFree: "flush" },
    breaks: "use-after-free",
    estimate: two,
  },
  {
    id: "E40",
    title: "notifiers see the tables of a protected VM before it has its handle",
    source: "07aeb70707b1",
    turned: { handle: "late" },
    breaks: "tlb-scope",
    estimate: two,
  },
];
