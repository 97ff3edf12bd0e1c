import type { KnobFlaw } from "../../../src/scenario/knob-design.ts";
import type { WalkerKnobs } from "../../walkers/knobs.ts";
import { walkerDesign } from "../../walkers/walker-design.ts";

/**
 * Aging without mmu_lock (Yu Zhao, v2 04/10, 2023-05-26), and what was answered: how an unmap frees the tables that it empties,
 * how often, and when the root goes.
 */
const AGER = { ager: "lockless" } as const;

const INLINE: KnobFlaw<WalkerKnobs> = {
  id: "AGE-A",
  title: "an unmap frees a table while the ager may be in it",
  breaks: ["use-after-free"],
  mend: () => ({ unmapFree: "putRcu" }),
};

const ROOT: KnobFlaw<WalkerKnobs> = {
  id: "AGE-D",
  title: "the root goes with the mm, while notifiers may still come",
  breaks: ["use-after-free"],
  mend: () => ({ rootFree: "destroy" }),
};

export const lockless = walkerDesign({
  name: "lockless-age",
  title: "the ager takes no lock, all else as it was",
  knobs: AGER,
  flaws: [INLINE, ROOT],
});

export const locklessPutRcu = walkerDesign({
  name: "lockless-age-rcu",
  title: "put_page_rcu in the unmap, the root freed with the VM (Yu Zhao, 2023-05-26)",
  knobs: { ...AGER, unmapFree: "putRcu", rootFree: "destroy" },
});

export const locklessFreeRemoved = walkerDesign({
  name: "lockless-age-unlinked",
  title: "the unmap uses free_removed_table, which puts the last reference (Oliver Upton, 2023-05-27)",
  knobs: { ...AGER, unmapFree: "freeUnlinked", rootFree: "destroy" },
});

export const locklessNoPut = walkerDesign({
  name: "lockless-age-no-put",
  title: "the same with free_removed_table as it was: nobody puts the last reference",
  knobs: { ...AGER, unmapFree: "freeUnlinked", rootFree: "destroy", lastPut: "none" },
  flaws: [
    {
      id: "AGE-C0",
      title: "nobody puts the last reference of an unlinked table",
      breaks: ["no-leak"],
      mend: () => ({ lastPut: "one" }),
    },
  ],
});

export const locklessTwoPuts = walkerDesign({
  name: "lockless-age-two-puts",
  title: "the same, and both the callee and its caller put the last reference",
  knobs: { ...AGER, unmapFree: "freeUnlinked", rootFree: "destroy", lastPut: "two" },
  flaws: [
    {
      id: "AGE-C2",
      title: "the last reference of an unlinked table is put twice",
      breaks: ["use-after-free", "refcount"],
      mend: () => ({ lastPut: "one" }),
    },
  ],
});

export const locklessRootInFlush = walkerDesign({
  name: "lockless-age-flush",
  title: "tables are freed by RCU, but the root still goes with the mm",
  knobs: { ...AGER, unmapFree: "freeUnlinked" },
  flaws: [ROOT],
});

export const locklessStore = walkerDesign({
  name: "lockless-age-store",
  title: "the ager stores what it has read without the flag",
  knobs: { ...AGER, unmapFree: "putRcu", rootFree: "destroy", ageSet: "store" },
  flaws: [
    {
      id: "AGE-E",
      title: "the ager stores over what others have put there since it looked",
      breaks: ["pte-lock", "refcount", "unmapped", "use-after-free"],
      mend: () => ({ ageSet: "cmpxchg" }),
    },
  ],
});

export const locklessFlushLast = walkerDesign({
  name: "lockless-age-flush-last",
  title: "freed by RCU, but queued before the TLBI",
  knobs: { ...AGER, unmapFree: "putRcu", rootFree: "destroy", unmapOrder: "freeFirst" },
  flaws: [
    {
      id: "AGE-F",
      title: "a table is given to be freed before its entry is flushed",
      breaks: ["table-in-tlb"],
      mend: () => ({ unmapOrder: "flushFirst" }),
    },
  ],
});
