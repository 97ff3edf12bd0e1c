import { describe, expect, it } from "vitest";
import { formatLeaf } from "../../../models/stage2/leaf.ts";
import soundness from "../../../properties/soundness.ts";
import { Execution } from "../../../src/core/execution.ts";
import { explore } from "../../../src/explore/explore.ts";
import { preemptionBounded } from "../../../src/strategies/preemption-bounded.ts";
import { claimOf } from "./claims.ts";
import { call, invalidates, notifier, programFor, reads, runInOrder, scenarioOf, vcpu, vmm } from "./scenarios.ts";

const deletes = (slot: number) => vmm(call("delete_memslot", { slot }));

describe("deletion of a memslot", () => {
  it("takes its leaves away, and a later access is the VMM's", () => {
    const settings = { s2_off: true, memslots: 2 };
    const kvm = runInOrder(scenarioOf(settings, vcpu(reads(3)), deletes(0), vcpu(reads(3), reads(9))));
    expect(kvm.nested_mmus[0]!.leaves.map(formatLeaf)).toEqual(["nested 0x9 -> canonical 0x9 -> frame 0x29 rw--"]);
    expect(kvm.memslots.states).toEqual(["gone", "valid"]);
  });

  it("is no work where there is no such slot", () => {
    expect(runInOrder(scenarioOf({ memslots: 1 }, deletes(1))).memslots.states).toEqual(["valid"]);
  });

  it("is sound with faults and notifiers beside it, and nobody waits for ever", () => {
    const scenario = scenarioOf({ s2_off: true }, vcpu(reads(3)), notifier(invalidates(3, 1)), deletes(0));
    const execution = new Execution(programFor(scenario, [claimOf(soundness)]));
    const result = explore(execution, preemptionBounded({ maxBound: 2 }), { runs: 100_000 });
    expect([...result.found.values()]).toEqual([]);
    expect({ exhausted: result.exhausted, deadlocked: result.outcomes.deadlocked }).toEqual({
      exhausted: true,
      deadlocked: 0,
    });
  });
});
