/**
 * I13. For the cache c at every step: c.objects ≠ NULL between two steps implies that c.capacity has not changed between
 * them since it was set; 0 ≤ c.nobjs ≤ the size of c.objects; the slots below c.nobjs hold distinct pages that are alive.
 */
import type { Memory } from "../src/kernel/slab.ts";
import { lifecycle } from "../models/lifecycle/model.ts";
import type { Machine } from "../models/lifecycle/state.ts";
import { property } from "../src/scenario/property.ts";

function broken({ kvm }: Machine): string | null {
  const { nobjs, objects, capacity } = kvm.split_page_cache;
  const count = nobjs.peek;
  if (count < 0) {
    return `the cache holds ${count} pages`;
  }
  const slots = objects.peek?.slots ?? [];
  if (count > slots.length) {
    return `the cache holds ${count} pages in an array of ${slots.length}`;
  }
  if (objects.peek !== null && capacity.peek !== 0 && capacity.peek !== slots.length) {
    return `the cache's array of ${slots.length} has a capacity of ${capacity.peek}`;
  }
  const pages: (Memory | null)[] = slots.slice(0, count).map((slot) => slot.peek);
  if (new Set(pages).size < count) {
    return "the cache holds a page twice";
  }
  const freed = pages.find((page) => page?.freed === true);
  return freed === undefined ? null : `the cache holds ${freed?.label}, which is freed`;
}

export default property({
  name: "cache",
  statement: "a memory cache holds so many pages as it says, alive, each once, and never changes its capacity",
  model: lifecycle,
  claim: { always: broken },
  exercised: ["a block was split"],
});
