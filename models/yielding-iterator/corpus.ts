import type { CorpusEntry } from "../../src/scenario/model.ts";

const two = { tasks: 2, preemptions: 1 };
const one = { tasks: 1, preemptions: 0 };

/** Bugs of loops that drop their lock. */
export const corpus: readonly CorpusEntry[] = [
  {
    id: "E17c",
    title: "an unmap goes on with tables that were freed while it had dropped the lock",
    source: "0c428a6a9256",
    turned: { pgt: "once" },
    breaks: "use-after-free",
    estimate: two,
  },
  {
    id: "E18",
    title: "an unmap drops the lock although its caller must not block",
    source: "b5331379bc62",
    turned: { mayBlock: "ignored" },
    breaks: "no-sleep",
    estimate: one,
  },
  {
    id: "E34",
    title: "tables that are gone when the lock is back count as an error, and warn",
    source: "38b70fc453c3",
    turned: { afterDrop: "error" },
    breaks: "no-warning",
    estimate: two,
  },
  {
    id: "E35",
    title: "the loop over shadow MMUs takes for granted that the next one still has tables",
    source: "4c74e233cded",
    turned: { shadowPgt: "assumed" },
    breaks: "no-null",
    estimate: two,
  },
  {
    id: "E39a",
    title: "debugfs walks the tables without the lock",
    source: "7d7199bdf77a",
    turned: { ptdump: "unlocked" },
    breaks: "use-after-free",
    estimate: two,
  },
  {
    id: "E39b",
    title: "debugfs prints with the lock held, and sleeps",
    source: "b1cc219eb21a",
    turned: { ptdump: "lockedAndSleeping" },
    breaks: "no-sleep",
    estimate: one,
  },
  {
    id: "E50a",
    title: "a zap drops the lock with a flush still to be done",
    source: "a835429cda91",
    turned: { flush: "atEnd" },
    breaks: "stale-frame",
    estimate: { tasks: 3, preemptions: 0 },
  },
  {
    id: "E50b",
    title: "a flush that one root needs is forgotten at the next",
    source: "048f49809c52",
    turned: { flushFlag: "overwritten" },
    breaks: "stale-frame",
  },
  {
    id: "E58",
    title: "a loop over roots has no reference on the one that it is at while the lock is dropped",
    source: "7533377215b6",
    turned: { rootRef: "none" },
    breaks: "use-after-free",
    estimate: two,
  },
];
