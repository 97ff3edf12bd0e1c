/**
 * I13. For the cache c at every step: c.objects ≠ NULL between two steps implies that c.capacity has not changed between
 * them since it was set; 0 ≤ c.nobjs ≤ the size of c.objects; the slots below c.nobjs hold distinct pages that are alive.
 */
import type { Memory } from "../src/kernel/slab.ts";
import { lifecycle } from "../models/lifecycle/model.ts";
import type { Objects } from "../models/lifecycle/memory-cache.ts";
import type { Machine } from "../models/lifecycle/state.ts";
import { property } from "../src/scenario/property.ts";

function broken({ kvm }: Machine): string | null {
  const { nobjs, objects, capacity } = kvm.split_page_cache;
  const count = nobjs.peek;
  const array = objects.peek;
  const size = array === null ? 0 : array.slots.length;
  if (count < 0) {
    return `the cache holds ${count} pages`;
  }
  if (count > size) {
    return `the cache holds ${count} pages in an array of ${size}`;
  }
  if (array !== null && capacity.peek !== 0 && capacity.peek !== size) {
    return `the cache's array of ${size} has a capacity of ${capacity.peek}`;
  }
  return array === null ? null : wrongPage(array, count);
}

function wrongPage({ slots }: Objects, count: number): string | null {
  const seen: (Memory | null)[] = [];
  for (let i = 0; i < count; i++) {
    const page = slots[i]!.peek;
    if (page?.freed === true) {
      return `the cache holds ${page.label}, which is freed`;
    }
    if (seen.includes(page)) {
      return "the cache holds a page twice";
    }
    seen.push(page);
  }
  return null;
}

export default property({
  name: "cache",
  statement: "a memory cache holds so many pages as it says, alive, each once, and never changes its capacity",
  model: lifecycle,
  claim: { always: broken },
  exercised: ["a block was split"],
});
