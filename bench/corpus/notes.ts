const WALKERS = "[models/walkers](../models/walkers/README.md#the-corpus)";
const TLB = "[models/tlb-vmid](../models/tlb-vmid/README.md#what-differs-from-the-references-estimate)";
const PKVM = "[models/pkvm](../models/pkvm/README.md#the-corpus)";

const GIVEN_TABLE =
  "one task is enough where the table is there at the beginning ([test](../tests/models/walkers/corpus.test.ts)), which shrinking never adds";
const LAST_CLOSE = "the other task is the last close of the VM, which every run has in the background";
const LAST_PUT = "the vCPU puts its shadow when all others have ended: nobody is interrupted";
const FORMER_SHADOW =
  "a shadow is there at the beginning, and takes a task that gives it up before another one is made";
const FITS_IN = "all of the one fits between two steps of the other: nobody is interrupted twice";

/** Why an entry takes another number of tasks or preemptions than was thought, by id and model. Shown in docs/corpus.md. */
export const NOTES: Readonly<Record<string, string>> = {
  "E01 walkers": GIVEN_TABLE,
  "E01 pkvm": `see ${PKVM}`,
  "E02 walkers": GIVEN_TABLE,
  "E06 tlb-vmid": "what the TLB has kept takes a vCPU that uses it",
  "E09 walkers": `see ${WALKERS}`,
  "E11 tlb-vmid": `see ${TLB}`,
  "E12 walkers": GIVEN_TABLE,
  "E14 walkers": FITS_IN,
  "E15 walkers": GIVEN_TABLE,
  "E15 tlb-vmid": `see ${TLB}`,
  "E16 walkers": `see ${WALKERS}`,
  "E17a lifecycle": LAST_CLOSE,
  "E17b lifecycle": LAST_CLOSE,
  "E17d lifecycle": LAST_CLOSE,
  "E20 tlb-vmid": `see ${TLB}`,
  "E30 nested-pool": "the shadow stays marked after the flush: the unmap may come when that is over",
  "E31 nested-pool": "the init that has failed goes through the array itself",
  "E32 nested-pool": LAST_PUT,
  "E33a nested-pool": LAST_PUT,
  "E33b nested-pool": LAST_PUT,
  "E40 lifecycle": "the handle is not there until the VM first runs: the flush may come when all else is over",
  "E48 write-tracking": FORMER_SHADOW,
  "E49 write-tracking": `${FORMER_SHADOW}; store buffers go on by themselves, which interrupts nobody`,
  "E50a yielding-iterator":
    "the guest with its stale TLB is no task here: what it could reach is asked when the zap returns",
  "E54 shadow-pages": "the write falls between a load and the next step: one switch to it and one back",
  "E60 fault-notifier": "the page is mapped by a task as well",
  "E63 fault-notifier": FITS_IN,
  "E64 walkers": `${GIVEN_TABLE}; how much is done in the window shows without anybody who waits for it`,
  "E65 shadow-pages": "the guest changes its table while the entry is used, which is a second task",
  "E72 write-tracking": FITS_IN,
  "E73 write-tracking": FORMER_SHADOW,
  "E74 write-tracking": "a guest that writes, flushes and reads needs no other vCPU to see it",
  "E75 write-tracking": FITS_IN,
};

/** Entries without a design that has them, and why. */
export const NOT_FOUND: readonly (readonly [entry: string, why: string])[] = [
  [
    "E07",
    "a range TLBI from an address within the granule: an entry that holds a table is broken only where a leaf may take its place, which demands an aligned address. The fix hardened a helper, and no run of `walkers@breakFlush=fromAddress` breaks anything ([test](../tests/models/walkers/corpus.test.ts)); the helper called at such an address, as nobody calls it, breaks `break-before-make` ([test](../tests/models/pgtable/ever-valid.test.ts)).",
  ],
];
