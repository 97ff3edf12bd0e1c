import { describe, expect, it } from "vitest";
import { fullUnmap } from "../../../models/nested/designs/full-unmap.ts";
import soundness from "../../../properties/soundness.ts";
import { search } from "../../../src/check/search.ts";
import { nested } from "../../../models/nested/model.ts";
import { pos } from "../../../src/strategies/pos.ts";
import type { AnyModel, AnyProperty } from "../../../src/check/catalogue.ts";
import { inFamily } from "../../properties/in-family.ts";
import { call, invalidates, l1, mutated, notifier, reads, runInOrder, scenarioOf, vcpu } from "./scenarios.ts";

const touches = l1(call("access", { c: 5, write: false }));
const ages = (flush: boolean) => notifier(call("age", { c: 5, pages: 1, flush }));

const flags = (...args: Parameters<typeof scenarioOf>): (boolean | undefined)[] =>
  runInOrder(scenarioOf(...args)).mmu.leaves.map(({ old }) => old);

describe("a page that ages", () => {
  it("loses its access flag in the canonical table, and gets it back with an access that walks the table", () => {
    expect(flags({}, touches)).toEqual([undefined]);
    expect(flags({}, touches, ages(true))).toEqual([true]);
    const kvm = runInOrder(scenarioOf({}, touches, ages(true), touches));
    expect(kvm.mmu.leaves.map(({ old }) => old)).toEqual([undefined]);
    expect([...kvm.world.reached.keys()]).toContain("an access flag fault");
  });

  it("gets it back without a fault where the hardware sets it", () => {
    const kvm = runInOrder(scenarioOf({ hardware_af: true }, touches, ages(true), touches));
    expect(kvm.mmu.leaves.map(({ old }) => old)).toEqual([undefined]);
    expect([...kvm.world.reached.keys()]).not.toContain("an access flag fault");
    const ahead = { role: "hardware", commands: [call("speculate", { c: 5 })] };
    expect(flags({ hardware_af: true }, touches, ages(true), ahead)).toEqual([undefined]);
    expect(flags({}, touches, ages(true), ahead)).toEqual([true]);
  });

  it("stays in the TLB unless that is flushed, and goes from there with its unmap", () => {
    expect(runInOrder(scenarioOf({}, touches, ages(false))).mmu.stale).toHaveLength(1);
    expect(runInOrder(scenarioOf({}, touches, ages(true))).mmu.stale).toEqual([]);
    expect(runInOrder(scenarioOf({}, touches, ages(false), notifier(invalidates(5, 1)))).mmu.stale).toEqual([]);
  });

  it("keeps its flag in the shadows", () => {
    const kvm = runInOrder(scenarioOf({ mappings: 1, n0: 3, c0: 5 }, vcpu(reads(3)), ages(true)));
    expect(kvm.nested_mmus[0]!.leaves.map(({ old }) => old)).toEqual([undefined]);
  });
});

it("an unmap that flushes nothing for leaves with a clear flag is found unsound", () => {
  const stages = [{ strategy: (seed: number) => pos({ seed }), runs: 60 }];
  const model = inFamily(nested as unknown as AnyModel, "aging");
  const properties = [soundness as unknown as AnyProperty];
  const look = { model, properties, unclaimed: new Set<string>(), seed: 1, from: 0, to: 150, stages };
  expect(search({ ...look, design: mutated("no-flush-when-old") }).found).toHaveLength(1);
  expect(search({ ...look, design: fullUnmap }).found).toEqual([]);
});
