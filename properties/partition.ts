/**
 * PART (I25). An operation on a range that goes on in parts, with yields between them, comes to what it would at once: after each
 * part nothing of what lies before its end is left, and what lies behind it is as it was. So for a teardown, at the end of each
 * part: count(p) = 1 + number of the entries of p, not 0, that reach beyond it, for every table p that leads there, and p is not
 * freed; for a loop that drops mmu_lock, when it returns and nobody has mapped anything since: nothing of its range is mapped.
 */
import { nested } from "../models/nested/model.ts";
import { wrongBeyond } from "../models/pgtable/torn-down.ts";
import { walkers } from "../models/walkers/model.ts";
import { yieldingIterator } from "../models/yielding-iterator/model.ts";
import type { YieldEvents } from "../models/yielding-iterator/events.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

function passedOver({ tables, from, to }: YieldEvents["notifier_return"]): string | null {
  for (const { label, entries } of tables) {
    const entry = entries.slice(from, to).find(({ peek }) => peek);
    if (entry !== undefined) {
      return `the loop over pages ${from} to ${to - 1} is over, and page ${entry.index} of ${label} is mapped`;
    }
  }
  return null;
}

export default property({
  name: "partition",
  statement: "an operation in parts comes to what it would at once",
  model: walkers,
  claim: { on: { part_destroyed: (_vm, part) => wrongBeyond(part) } },
  exercised: ["a table was torn down in parts"],
  also: [
    elsewhere({
      model: yieldingIterator,
      claim: { on: { notifier_return: (_vm, event) => passedOver(event) } },
      exercised: ["the lock was dropped between chunks"],
    }),
    elsewhere({
      model: nested,
      claim: {
        on: {
          full_unmap_return: (_kvm, { mmu, alone }) =>
            alone && mmu.leaves.length > 0
              ? `a full unmap of ${mmu.label} is over, and ${mmu.leaves.length} of its leaves are there`
              : null,
        },
      },
      exercised: ["lock dropped between chunks"],
    }),
  ],
});
