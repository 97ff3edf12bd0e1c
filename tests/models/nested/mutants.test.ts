import { describe, expect, it } from "vitest";
import { fullUnmap } from "../../../models/nested/designs/full-unmap.ts";
import type { Mutant } from "../../../models/nested/mutant.ts";
import type { NestedDesign, ReverseMap } from "../../../models/nested/reverse-map.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import { kvm_stage2_unmap_range } from "../../../models/nested/mmu/unmap.ts";
import noYield from "../../../properties/no-yield.ts";
import seqProtocol from "../../../properties/seq-protocol.ts";
import soundness from "../../../properties/soundness.ts";
import { Execution } from "../../../src/core/execution.ts";
import type { Claim } from "../../../src/core/program.ts";
import { explore } from "../../../src/explore/explore.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { preemptionBounded } from "../../../src/strategies/preemption-bounded.ts";
import { claimOf, entersClean, observesItsOwn } from "./claims.ts";
import { call, enters, invalidates, mutated, notifier, programFor, reads, scenarioOf, vcpu, vmm } from "./scenarios.ts";

/** What breaks of a claim within two preemptions, or null. */
function brokenBy(design: NestedDesign, scenario: Scenario, claim: Claim<Kvm>): string | null {
  const execution = new Execution(programFor(scenario, [claim], design), { claims: new Set([claim.name]) });
  const result = explore(execution, preemptionBounded({ maxBound: 2 }), { runs: 200_000 });
  return result.found.get(claim.name)?.violation.message ?? null;
}

const S = claimOf(soundness);
const mapped = { mappings: 1, n0: 3, c0: 5 };
const faultAndNotifier = scenarioOf(mapped, vcpu(reads(3)), notifier(invalidates(5, 1)));
const twoAccesses = scenarioOf(mapped, vcpu(reads(3), reads(3)), notifier(invalidates(5, 1)));
const twoChunks = scenarioOf({ ...mapped, yields: 1 }, vcpu(reads(3)), notifier(invalidates(5, 1)));
const slotGoes = scenarioOf(mapped, vcpu(reads(3)), vmm(call("delete_memslot", { slot: 0 })));
const recycling = scenarioOf({ mappings: 3, n0: 3, c0: 5, n2: 3, c2: 7 }, vcpu(reads(3), enters(1), reads(3)));

describe("a fault put into the baseline breaks the claim that it should", () => {
  const rows: readonly (readonly [Mutant, Claim<Kvm>, Scenario])[] = [
    ["no-retry", S, faultAndNotifier],
    ["no-retry", claimOf(seqProtocol), faultAndNotifier],
    ["late-sample", claimOf(seqProtocol), faultAndNotifier],
    ["late-sample", S, twoAccesses],
    ["no-in-progress", S, faultAndNotifier],
    ["no-seq", S, twoAccesses],
    ["no-tlb-flush", S, twoAccesses],
    ["always-yield", claimOf(noYield), twoChunks],
    ["skip-pending-unmap", entersClean, recycling],
    ["skip-pending-unmap", observesItsOwn(recycling), recycling],
    ["no-srcu-sync", S, slotGoes],
  ];

  it.each(rows)("%s", (mutant, claim, scenario) => {
    expect(brokenBy(mutated(mutant), scenario, claim)).toMatch(/./);
    expect(brokenBy(fullUnmap, scenario, claim)).toBeNull();
  });
});

describe("a notifier that forgets the shadows", () => {
  const nothing: ReverseMap<null> = {
    init: () => null,
    *unmap_canonical() {},
    entries: () => [],
    broken: () => true,
  };
  const onlyOneToOne: ReverseMap<null> = {
    ...nothing,
    unmap_canonical: (kvm, mmu, { start, size }, may_block) => kvm_stage2_unmap_range(kvm, mmu, start, size, may_block),
  };

  it.each([
    ["unmaps none of them", nothing],
    ["unmaps the canonical range as if it were nested", onlyOneToOne],
  ])("and %s is unsound", (_title, reverse_map) => {
    expect(brokenBy({ ...fullUnmap, reverse_map }, faultAndNotifier, S)).toMatch(
      /still reaches canonical 0x5|someone else/,
    );
  });
});
