/**
 * I5, I5'. Once `invalidate_range_start` for the hva of frame f has returned, until f is behind another hva: no leaf of any
 * root, in use or given up, goes to f, no pfn cache has it, and none gets it.
 */
import { faultNotifier } from "../models/fault-notifier/model.ts";
import type { Frame } from "../models/fault-notifier/host.ts";
import type { Vm } from "../models/fault-notifier/state.ts";
import { property } from "../src/scenario/property.ts";

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
});
