/** A design of one of the three systems, and what its discussion, or whoever wrote it up, came to. */
export interface Row {
  /** Seed and letter; a word more where the letter has a variant. */
  readonly id: string;
  /** As the command line names it, perhaps with knobs turned. */
  readonly design: string;
  /** In two words. */
  readonly reference: string;
  /** The property that this is about; null where it held, or where nobody has said. */
  readonly breaks: string | null;
  /** What is wrong, for the trace of a design with no catalogued flaw; by default what the reference says. */
  readonly title?: string;
  /** Where a verdict that differs is explained: a page with an anchor, as seen from docs. */
  readonly note?: string;
}

export interface System {
  readonly title: string;
  /** Its models are these; every design of theirs is a row, by itself or with knobs turned. */
  readonly models: readonly string[];
  readonly rows: readonly Row[];
}

const LIFECYCLE = "../models/lifecycle/README.md#the-designs-of-seed-001";
const UNLINKED = "../models/walkers/README.md#unlinked-tables-thread-on-patch-9-of-the-rfc-of-april-2022";
const AGING = "../models/aging/README.md";

const row = (
  id: string,
  design: string,
  reference: string,
  breaks: string | null,
  more: Pick<Row, "title" | "note"> = {},
): Row => ({ id, design, reference, breaks, ...more });

export const SYSTEMS: readonly System[] = [
  {
    title: "Seed 001: kvm_arch_flush_shadow_all and the split cache",
    models: ["lifecycle"],
    rows: [
      row("001-A", "flush-unlocked", "double free", "use-after-free"),
      row("001-A-today", "flush-unlocked@ioctls=excluded", "double free", "use-after-free"),
      row("001-B", "flush-mmu-lock", "sleeps, races", "no-sleep"),
      row("001-B-inner", "flush-mmu-lock@pgdLock=taken", "self-deadlock", "deadlock", {
        title: "the flush holds mmu_lock, which kvm_free_stage2_pgd takes",
      }),
      row("001-C", "flush-generic-lock", "as B", "no-sleep", {
        title: "tables and arrays are freed under mmu_lock, which may sleep",
      }),
      row("001-D", "flush-slots-lock", "deadlock", "deadlock"),
      row("001-E", "cache-until-destroy", "passes", null),
      row("001-E-kept", "cache-kept", "WARN for ever", "no-warning"),
      row("001-F", "fixed-chunk", "correct", null),
      row("001-G", "split-in-steps", "an idea", null, { note: LIFECYCLE }),
    ],
  },
  {
    title: "Seed 002: unlinked tables in parallel walks",
    models: ["walkers"],
    rows: [
      row("002-A", "unlinked-at-once", "correct, stalls", "break-window", {
        title: "what hung below an entry is torn down while the entry is locked",
      }),
      row("002-A-plain", "unlinked-at-once@teardown=read", "leak", "no-leak"),
      row("002-A-now", "unlinked-at-once@teardown=xchgNow", "use-after-free", "use-after-free", {
        title: "an unlinked table is freed while walkers are inside",
      }),
      row("002-B", "walkers", "correct", null),
      row("002-B-now", "walkers@free=now", "use-after-free", "use-after-free", {
        title: "an unlinked table is freed while walkers are inside",
      }),
      row("002-C", "unlinked-referenced", "use-after-free", "use-after-free", {
        title: "a table is freed between the load of its address and the reference",
        note: UNLINKED,
      }),
      row("002-D", "unlinked-exclusive", "correct, slow", null),
      row("002-E", "unlinked-bbml2", "not used", null, {
        title: "two faults put a table and a block over each other before either has flushed",
        note: UNLINKED,
      }),
    ],
  },
  {
    title: "Seed 002 under pKVM: the host's own stage 2",
    models: ["pkvm"],
    rows: [
      row("pKVM", "pkvm", "correct", null),
      row("pKVM-range", "pkvm@hostRange=beforeLock", "guest's page mapped", "single-owner"),
      row("pKVM-marks", "pkvm@rangeCheck=leaves", "guest's page mapped", "single-owner"),
      row("pKVM-reload", "pkvm@reload=afterLeaf", "use-after-free", "use-after-free"),
      row("pKVM-flush", "pkvm@unmapOrder=freeFirst", "freed table walked", "table-in-tlb"),
      row("pKVM-root", "pkvm@rootCounts=first", "root freed", "use-after-free"),
      row("pKVM-half", "pkvm@memcacheCheck=none", "half donated", "error-atomic"),
    ],
  },
  {
    title: "Seed 004: free_removed_table against put_page, and an ager without a lock",
    models: ["aging"],
    rows: [
      row("004-A", "lockless-age", "use-after-free", "use-after-free"),
      row("004-B", "lockless-age-rcu", "correct", null),
      row("004-C", "lockless-age-unlinked", "correct", null),
      row("004-C0", "lockless-age-no-put", "leak", "no-leak"),
      row("004-C2", "lockless-age-two-puts", "double free", "use-after-free"),
      row("004-D", "lockless-age-flush", "use-after-free", "use-after-free"),
      row("004-E", "lockless-age-store", "mapping resurrected", "unmapped"),
      row("004-F", "lockless-age-flush-last", "hardware hazard", "table-in-tlb", { note: AGING }),
    ],
  },
];
