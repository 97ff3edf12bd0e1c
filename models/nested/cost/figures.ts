import type { Counts, FigureInfo, Figures } from "../../../src/cost/cost-model.ts";
import { bytesOf, depthOf } from "./memory-use.ts";
import type { Phase } from "./meter.ts";

export const FIGURES: readonly FigureInfo[] = [
  {
    name: "steps",
    heading: "steps",
    unit: "per event",
    title: "range-walk steps, each from the root; with FEAT_TLBIRANGE and FWB as many range TLBIs and stage-1 flushes",
  },
  {
    name: "leaves",
    heading: "TLBIs by\nleaf",
    unit: "per event",
    title: "leaves taken out; without FEAT_TLBIRANGE or FWB as many TLBIs",
  },
  {
    name: "visits",
    heading: "tracker\nvisits",
    unit: "per event",
    title: "nodes and entries of the tracker that are visited",
  },
  {
    name: "hold",
    heading: "hold",
    unit: "steps",
    title: "longest run of steps with mmu_lock held and no offer to drop it",
  },
  {
    name: "section",
    heading: "hold, no\nblocking",
    unit: "steps",
    title: "the same where the notifier must not block: all of its steps",
  },
  {
    name: "lost",
    heading: "leaves\nlost",
    unit: "per event",
    title: "leaves that did not lead to the range and must refault",
  },
  {
    name: "protect",
    heading: "write\nprotect",
    unit: "per event",
    title: "steps of the walks that write-protect every shadow, whatever the design",
    rare: true,
  },
  {
    name: "record",
    heading: "visits\na fault",
    unit: "per fault",
    title: "nodes and entries of the tracker that a fault visits",
  },
  {
    name: "bytes",
    heading: "memory",
    unit: "bytes",
    title: "memory of the tracker at its largest, nodes of maple trees half full",
  },
  {
    name: "missed",
    heading: "missed",
    unit: "per event",
    title: "leaves that led to the range and stayed: the design is not sound",
    rare: true,
  },
];

export function figuresOf(counts: Counts): Figures {
  const events = of(counts, "event.events");
  const perEvent = (what: string): number => of(counts, `event.${what}`) / events;
  const faults = of(counts, "fault.faults");
  return {
    steps: perEvent("steps"),
    leaves: perEvent("leaves"),
    visits: visitsIn(counts, "event") / events,
    hold: of(counts, "event.hold"),
    section: of(counts, "event.section"),
    lost: perEvent("leaves") - perEvent("due") + perEvent("missed"),
    record: faults === 0 ? 0 : visitsIn(counts, "fault") / faults,
    bytes: bytesOf(counts),
    protect: perEvent("protect"),
    missed: perEvent("missed"),
  };
}

/** A search costs the depth of its tree, the next entry and a store one. */
function visitsIn(counts: Counts, phase: Phase): number {
  let visits = of(counts, `${phase}.cells`);
  for (const [name, times] of Object.entries(counts)) {
    const [what = "", structure = ""] = name.split("@");
    if (what === `${phase}.descents`) {
      visits += times * depthOf(structure, of(counts, `entries@${structure}`));
    } else if (what === `${phase}.next` || what === `${phase}.stores`) {
      visits += times;
    }
  }
  return visits;
}

/**
 * Entries of page tables that are touched: a step goes down from the root to where chunks are, two levels; a leaf is one; a
 * fault walks L1's table, the host's and the shadow's, up to four levels each.
 */
const TOUCHED = { steps: 2, leaves: 1, faults: 12 } as const;

/** What an event and the faults after it come to, all in one unit: entries of page tables and trackers that are touched. */
export function workOf(counts: Counts, phase: "hit" | "miss"): number {
  const touched = Object.entries(TOUCHED).reduce((sum, [what, each]) => sum + each * of(counts, `${phase}.${what}`), 0);
  return (touched + visitsIn(counts, phase)) / of(counts, `${phase}.events`);
}

const of = (counts: Counts, name: string): number => counts[name] ?? 0;
