import type { CorpusEntry } from "../../src/scenario/model.ts";

const one = { tasks: 1, preemptions: 0 };
const two = { tasks: 2, preemptions: 1 };
const SEED = "seed 002, 3.2";

/** Bugs of the hypervisor and of its host, and what could go wrong where blocks come back (seed 002). */
export const corpus: readonly CorpusEntry[] = [
  {
    id: "E01",
    title: "a walk goes on into a table that its own visit has replaced and freed",
    source: "a9f0e3d5a089",
    turned: { reload: "afterLeaf" },
    breaks: "use-after-free",
    estimate: one,
  },
  {
    id: "E24",
    title: "the second page of the host's root is born without a reference",
    source: "1d58a17ef545",
    turned: { rootCounts: "first" },
    breaks: "use-after-free",
    estimate: one,
  },
  {
    id: "E41",
    title: "a donation takes a page from the host and then has no memory for the guest's table",
    source: "Fuad Tabba, 2026 (Fixes 1e579adca177)",
    turned: { memcacheCheck: "none" },
    breaks: "error-atomic",
    estimate: one,
  },
  {
    id: "E42a",
    title: "a vCPU whose init fails leaves the host's memory pinned",
    source: "CVE-2026-46147",
    turned: { pinError: "keep" },
    breaks: "no-leak",
    estimate: one,
  },
  {
    id: "E42b",
    title: "a vCPU can be found before its fields are set",
    source: "CVE-2026-46147",
    turned: { publish: "first" },
    breaks: "published",
    estimate: two,
  },
  {
    id: "E43",
    title: "a page is donated though it is not the host's",
    source: "09cce60bddd6",
    turned: { donateCheck: "none" },
    breaks: "single-owner",
    estimate: one,
  },
  {
    id: "E44",
    title: "the count of a shared page stays up when sharing fails",
    source: "Vincent, 2026, review",
    turned: { shareRollback: "no" },
    breaks: "shared-count",
    estimate: one,
  },
  {
    id: "S002a",
    title: "the size of a host's block is settled before the lock is taken",
    source: SEED,
    turned: { hostRange: "beforeLock" },
    breaks: "single-owner",
  },
  {
    id: "S002b",
    title: "a host's block goes over pages that are marked as another's",
    source: SEED,
    turned: { rangeCheck: "leaves" },
    breaks: "single-owner",
  },
  {
    id: "S002c",
    title: "a table is freed before its TLBI",
    source: SEED,
    turned: { unmapOrder: "freeFirst" },
    breaks: "table-in-tlb",
  },
];
