import type { CostModel } from "../../../src/cost/cost-model.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { fullUnmap } from "../designs/full-unmap.ts";
import type { NestedDesign } from "../reverse-map.ts";
import { unmap_shadow } from "../mmu/unmap.ts";
import { aliasOne } from "./alias-one.ts";
import { alias } from "./alias.ts";
import { balloon } from "./balloon.ts";
import { boot } from "./boot.ts";
import { FIGURES, figuresOf, workOf } from "./figures.ts";
import { geometryFor, GRANULES } from "./machine.ts";
import { migrate } from "./migrate.ts";
import { numa } from "./numa.ts";
import { severalL2s } from "./several-l2s.ts";
import { thp } from "./thp.ts";
import { KINDS, unknown } from "./unknown.ts";
import { unplug } from "./unplug.ts";
import { experiment } from "./workload.ts";

/** What an unmap costs with each reverse map. */
const cost: CostModel<NestedDesign> = {
  name: "nested",
  isDesign,
  baseline: fullUnmap,
  granules: GRANULES,
  bits: { min: 36, max: 52, usual: 48, default: 40 },
  // An unmap that must not block asks for no reschedule, so that the loop of millions of steps makes no op.
  loop: (machine) =>
    experiment("loop", fullUnmap, geometryFor(machine), 1, function* run(kvm, meter) {
      meter.phase = "event";
      yield* write_lock(kvm.mmu_lock);
      yield* unmap_shadow(kvm, kvm.nested_mmus[0]!, false);
      yield* write_unlock(kvm.mmu_lock);
    }),
  loopSteps: (counts) => counts["event.steps"] ?? 0,
  workloads: [boot, numa, thp, migrate, balloon, severalL2s, alias, aliasOne, unplug],
  crossover: {
    title: "a design is no better than a full unmap once so many places of L2's memory hold a page that L1 maps twice",
    workload: unknown,
    kinds: KINDS,
    hit: (counts) => workOf(counts, "hit"),
    miss: (counts) => workOf(counts, "miss"),
  },
  figures: FIGURES,
  figuresOf,
  remarks: [
    "With FEAT_TLBIRANGE and FWB each step, also an empty one, ends in a range TLBI and a stage-1 flush of the VMID;",
    "without them each leaf taken out costs one TLBI, and an empty step none.",
    "A design with missed leaves is not sound: what it saves it owes.",
  ],
};

function isDesign(candidate: unknown): candidate is NestedDesign {
  return typeof candidate === "object" && candidate !== null && "reverse_map" in candidate && "mend" in candidate;
}

export default cost;
