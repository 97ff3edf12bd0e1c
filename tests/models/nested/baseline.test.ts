import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullUnmap } from "../../../models/nested/designs/full-unmap.ts";
import { nested } from "../../../models/nested/model.ts";
import type { NestedDesign } from "../../../models/nested/reverse-map.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import live from "../../../properties/live.ts";
import coverage from "../../../properties/coverage.ts";
import noYield from "../../../properties/no-yield.ts";
import seqProtocol from "../../../properties/seq-protocol.ts";
import soundness from "../../../properties/soundness.ts";
import { Execution } from "../../../src/core/execution.ts";
import type { Claim } from "../../../src/core/program.ts";
import { explore } from "../../../src/explore/explore.ts";
import { arbitraryOf } from "../../../src/scenario/arbitrary.ts";
import { printScenario } from "../../../src/scenario/print.ts";
import type { Scenario, ScenarioTask, Values } from "../../../src/scenario/scenario.ts";
import { preemptionBounded } from "../../../src/strategies/preemption-bounded.ts";
import { randomWalk } from "../../../src/strategies/random-walk.ts";
import { claimOf, entersClean, observesItsOwn } from "./claims.ts";
import { invalidates, notifier, programFor, reads, scenarioOf, vcpu, writes } from "./scenarios.ts";

const claims: readonly Claim<Kvm>[] = [...[coverage, live, noYield, seqProtocol, soundness].map(claimOf), entersClean];

function executionOf(scenario: Scenario, design: NestedDesign = fullUnmap): Execution<Kvm> {
  return new Execution(programFor(scenario, [...claims, observesItsOwn(scenario)], design));
}

/** Need a certain rewrite by L1 between two accesses; fault.test.ts has them. */
const rare = new Set(["a leaf replaced another", "rights added to a leaf"]);

const broken = (result: ReturnType<typeof explore>): string[] =>
  [...result.found.values()].map(({ violation }) => `${violation.claim}: ${violation.message}`);

describe("the full-unmap baseline", () => {
  it("breaks nothing in random schedules of generated scenarios", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(arbitraryOf(nested), fc.nat(), (scenario, seed) => {
        const result = explore(executionOf(scenario), randomWalk({ seed }), { runs: 40 });
        for (const name of result.reached.keys()) reached.add(name);
        expect({ broken: broken(result), halted: result.halted, scenario: printScenario(nested, scenario) }).toEqual({
          broken: [],
          halted: null,
          scenario: printScenario(nested, scenario),
        });
      }),
      { numRuns: 500 },
    );
    expect([...reached].filter((name) => !rare.has(name)).toSorted()).toEqual([
      "a leaf with stage-2 off",
      "a notifier hit a shadow leaf",
      "a notifier missed a shadow leaf",
      "a shadow leaf was mapped",
      "aliasing",
      "an unmap that must not block",
      "block mapped",
      "fault retried",
      "lock dropped between chunks",
      "nested IPA 0 mapped",
      "shadow recycled",
    ]);
  });

  it.each<readonly [string, Values, number, readonly ScenarioTask[]]>([
    ["a fault and a notifier", {}, 4, [vcpu(reads(3)), notifier(invalidates(5, 1))]],
    [
      "a fault on a huge page and a notifier",
      { block0: true, thp: true },
      4,
      [vcpu(writes(3)), notifier(invalidates(6, 1))],
    ],
    ["a fault with stage-2 off and a notifier", { s2_off: true }, 4, [vcpu(reads(5)), notifier(invalidates(4, 3))]],
    ["two faults and a notifier", {}, 2, [vcpu(reads(3)), vcpu(writes(3)), notifier(invalidates(5, 1))]],
    [
      "a fault and two notifiers",
      {},
      2,
      [vcpu(reads(3)), notifier(invalidates(5, 1, true)), notifier(invalidates(0, 16))],
    ],
  ])("breaks nothing in any schedule of %s with few preemptions", (_title, changes, maxBound, tasks) => {
    const scenario = scenarioOf({ mappings: 1, n0: 3, c0: 5, ...changes }, ...tasks);
    const result = explore(executionOf(scenario), preemptionBounded({ maxBound }), { runs: 200_000 });
    expect({ broken: broken(result), exhausted: result.exhausted }).toEqual({ broken: [], exhausted: true });
    expect(result.reached.get("a notifier hit a shadow leaf")).toBeGreaterThan(0);
    expect(result.reached.get("fault retried")).toBeGreaterThan(0);
  });
});
