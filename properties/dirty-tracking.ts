/**
 * DIRTY (I19, I6'). With the dirty log on: for every write of the guest to a page, the page's bit was set then, or is set later.
 * When the log of a range is in the VMM's hands, no TLB may write to a page that is in it and whose bit was not set since, nor is
 * by a fault at hand.
 */
import { PAGES } from "../models/walkers/config.ts";
import { walkers } from "../models/walkers/model.ts";
import type { Vm } from "../models/walkers/state.ts";
import { property } from "../src/scenario/property.ts";

function unlogged({ dirty, config }: Vm): string | null {
  const [page] = config.logging ? dirty.owed : [];
  return page === undefined ? null : `the guest wrote to page ${page}, which no log will show`;
}

function unprotected({ dirty, ghost, config }: Vm, ia: number, pages: number): string | null {
  for (let page = ia; config.logging && page < Math.min(ia + pages, PAGES); page++) {
    const isMarked = dirty.bits[page] === true || dirty.pending[page]! > 0;
    const text = isMarked || !dirty.taken.has(page) ? null : ghost.tlb.writable(page, 1);
    if (text !== null) {
      return text;
    }
  }
  return null;
}

export default property({
  name: "dirty-tracking",
  statement: "what the guest writes is in the dirty log that is taken next",
  model: walkers,
  claim: { on: { log_taken: (vm, { ia, pages }) => unprotected(vm, ia, pages) }, finally: unlogged },
  exercised: ["pages were write-protected"],
});
