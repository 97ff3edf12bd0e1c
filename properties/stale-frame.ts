/**
 * I5, I5'. Once `invalidate_range_start` for the hva of frame f has returned, until f is behind another hva: no leaf of any
 * root, in use or given up, goes to f, no TLB and no pfn cache has it, and none gets it.
 */
import { faultNotifier } from "../models/fault-notifier/model.ts";
import type { Frame } from "../models/fault-notifier/host.ts";
import type { Vm } from "../models/fault-notifier/state.ts";
import { yieldingIterator } from "../models/yielding-iterator/model.ts";
import type { YieldEvents } from "../models/yielding-iterator/events.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

function reached({ roots, gpc }: Vm, frame: Frame): string | null {
  for (const { label, leaves } of roots) {
    const page = leaves.findIndex((leaf) => leaf.peek === frame);
    if (page >= 0) {
      return `${label} still maps page ${page} to ${frame.label}, which the host takes`;
    }
  }
  return gpc.valid.peek && gpc.frame.peek === frame
    ? `the pfn cache still has ${frame.label}, which the host takes`
    : null;
}

const taken = ({ gone }: Vm, frame: Frame, who: string): string | null =>
  gone.has(frame) ? `${who} ${frame.label}, which the host has taken` : null;

function cached({ tables, from, to }: YieldEvents["notifier_return"]): string | null {
  for (const { label, entries } of tables) {
    const entry = entries.slice(from, to).find((one) => one.cached);
    if (entry !== undefined) {
      return `a TLB still has page ${entry.index} of ${label}`;
    }
  }
  return null;
}

export default property({
  name: "stale-frame",
  statement: "when a notifier returns, nothing leads to the frame any more, and nothing will",
  model: faultNotifier,
  claim: {
    on: {
      notifier_return: (vm, { frame }) => reached(vm, frame),
      mapped: (vm, { root, page, frame }) => taken(vm, frame, `${root.label} maps page ${page} to`),
      cached: (vm, { frame }) => taken(vm, frame, "the pfn cache publishes"),
    },
  },
  exercised: ["a fault was tried again", "a notifier hit a leaf", "a pfn cache tried again"],
  also: [
    elsewhere({
      model: yieldingIterator,
      claim: { on: { notifier_return: (_vm, event) => cached(event) } },
      exercised: ["the lock was dropped between chunks"],
    }),
  ],
});
