import { describe, expect, it } from "vitest";
import { fullUnmap } from "../../../models/nested/designs/full-unmap.ts";
import { linkedLeaves } from "../../../models/nested/designs/linked-leaves.ts";
import type { NestedDesign } from "../../../models/nested/reverse-map.ts";
import type { ScenarioTask } from "../../../src/scenario/scenario.ts";
import { call, invalidates, l1, notifier, runInOrder, scenarioOf, vcpu } from "./scenarios.ts";

const uses = (va: number) => call("vncr", { va });
const maps = (va: number, c: number) => call("vncr_map", { va, c });
const tlbi = (va: number) => call("vncr_tlbi", { va });

const settings = { vncr_c: 6 };

/** What the first vCPU's pseudo-TLB and the fixmap lead to, how many translations are counted, and the sequence. */
function left(tasks: readonly ScenarioTask[], design: NestedDesign = fullUnmap): unknown {
  const { vncr, mmu_invalidate_seq } = runInOrder(scenarioOf(settings, ...tasks), [], design);
  const tlb = vncr!.tlbs[tasks.findIndex(({ role }) => role === "vcpu")];
  const at = [tlb!.translation, tlb!.fixmap].map((found) => found?.canonical ?? null);
  return { at, count: vncr!.vncr_tlb_count.peek, seq: mmu_invalidate_seq.peek };
}

describe("the VNCR page of a vCPU", () => {
  it("is translated once, and counted", () => {
    expect(left([vcpu(uses(0), uses(0))])).toEqual({ at: [6, 6], count: 1, seq: 0 });
    expect(left([vcpu(uses(0), uses(1))])).toEqual({ at: [7, 7], count: 1, seq: 0 });
  });

  it("goes with a notifier for its range, whether or not a shadow has leaves", () => {
    const gone = { at: [null, null], count: 0, seq: 1 };
    expect(left([vcpu(uses(0)), notifier(invalidates(6, 1))])).toEqual(gone);
    expect(left([vcpu(uses(0)), notifier(invalidates(6, 1))], linkedLeaves)).toEqual(gone);
  });

  it("goes with any notifier above a full unmap, and stays above a map that knows the range", () => {
    expect(left([vcpu(uses(0)), notifier(invalidates(2, 1))])).toMatchObject({ at: [null, null] });
    expect(left([vcpu(uses(0)), notifier(invalidates(2, 1))], linkedLeaves)).toMatchObject({ at: [6, 6], count: 1 });
  });

  it("goes with a TLBI for it, which counts the sequence up only where something is counted", () => {
    expect(left([vcpu(uses(0)), l1(tlbi(0))])).toEqual({ at: [null, null], count: 0, seq: 1 });
    expect(left([vcpu(uses(0)), l1(tlbi(1))])).toEqual({ at: [6, 6], count: 1, seq: 1 });
    expect(left([l1(maps(0, 9), tlbi(0)), vcpu(uses(0))])).toEqual({ at: [9, 9], count: 1, seq: 0 });
    expect(left([vcpu(uses(0)), l1(call("vncr_tlbi_all"))])).toMatchObject({ at: [null, null] });
    expect(left([vcpu(uses(0)), l1(call("tlbi_all"))])).toMatchObject({ at: [null, null], seq: 0 });
  });
});
