import { describe, expect, it } from "vitest";
import type { Kvm } from "../../../models/nested/state.ts";
import { Execution } from "../../../src/core/execution.ts";
import { explore } from "../../../src/explore/explore.ts";
import { preemptionBounded } from "../../../src/strategies/preemption-bounded.ts";
import { entersClean, observesItsOwn } from "./claims.ts";
import { enters, programFor, reads, runInOrder, scenarioOf, vcpu } from "./scenarios.ts";

/** VMID, stage-2 and references of each slot. */
const slots = (kvm: Kvm): string[] =>
  kvm.nested_mmus.map(({ valid, vmid, nested_stage2_enabled: on, refcnt }) =>
    valid ? `VM ${vmid}${on ? "" : " off"}, ${refcnt.peek}` : "free",
  );

const maps = { mappings: 3, n0: 3, c0: 5, n1: 4, c1: 6, n2: 3, c2: 7 };

describe("vCPU load", () => {
  it("shares the slot of a context, and takes a free one for another", () => {
    expect(slots(runInOrder(scenarioOf({ shadows: 3 }, vcpu(enters(0)), vcpu(enters(1)))))).toEqual([
      "VM 0, 1",
      "VM 1, 1",
      "free",
    ]);
    expect(slots(runInOrder(scenarioOf({ shadows: 3 }, vcpu(enters(1)), vcpu(enters(1)))))).toEqual([
      "VM 0, 0",
      "VM 1, 2",
      "free",
    ]);
  });

  it("tells a context with stage-2 off from one with it on", () => {
    expect(slots(runInOrder(scenarioOf({ shadows: 2 }, vcpu(enters(2)))))).toEqual(["VM 0, 0", "VM 0 off, 1"]);
  });

  it("recycles the next slot that nobody uses and empties it before L2 runs", () => {
    const scenario = scenarioOf(maps, vcpu(reads(3), enters(1)));
    const kvm = runInOrder(scenario, [entersClean]);
    expect(slots(kvm)).toEqual(["VM 1, 1"]);
    expect(kvm.nested_mmus[0]!.leaves).toEqual([]);
    expect([...kvm.world.reached.keys()]).toContain("shadow recycled");
  });

  it("lets two vCPUs share the work of one pending unmap, in any order", () => {
    const settings = { ...maps, shadows: 2, yields: 2 };
    const scenario = scenarioOf(settings, vcpu(reads(3), enters(1), reads(3)), vcpu(enters(2), enters(1), reads(3)));
    const claims = [entersClean, observesItsOwn(scenario)];
    const result = explore(new Execution(programFor(scenario, claims)), preemptionBounded({ maxBound: 2 }), {
      runs: 30_000,
    });
    expect([...result.found.values()]).toEqual([]);
    expect(result.halted).toBeNull();
    expect(result.reached.get("lock dropped between chunks")).toBeGreaterThan(0);
  });
});
