import { describe, expect, it } from "vitest";
import { isOld, outputOf } from "../../../models/nested/guest/guest-table.ts";
import type { ScenarioTask } from "../../../src/scenario/scenario.ts";
import { call, l1, reads, runInOrder, scenarioOf, vcpu } from "./scenarios.ts";

const page = { mappings: 1, n0: 9, c0: 5 };
const ages = l1(call("age", { vm: 0, n: 9 }));

function after(settings: Parameters<typeof scenarioOf>[0], ...tasks: readonly ScenarioTask[]) {
  const kvm = runInOrder(scenarioOf(settings, ...tasks));
  return { leaves: kvm.nested_mmus[0]!.leaves.map(({ n }) => n), entry: kvm.guests[0]!.pages[9]! };
}

describe("a leaf of L1 whose access flag is clear", () => {
  it("leaves the shadow with the TLBI of L1", () => {
    const { leaves, entry } = after(page, vcpu(reads(9)), ages);
    expect(leaves).toEqual([]);
    expect(isOld(entry)).toBe(true);
    expect(outputOf(entry)).toBe(5);
  });

  it("is L1's to deal with, unless it left the flag to the hardware", () => {
    expect(after(page, ages, vcpu(reads(9))).leaves).toEqual([]);
    const set = after({ ...page, guest_af: true }, ages, vcpu(reads(9)));
    expect(set.leaves).toEqual([9]);
    expect(isOld(set.entry)).toBe(false);
  });

  it("may be a block", () => {
    const kvm = runInOrder(scenarioOf({ ...page, block0: true, guest_af: true }, ages, vcpu(reads(10))));
    expect(kvm.nested_mmus[0]!.leaves.map(({ n, tag }) => [n, tag])).toEqual([[10, 4]]);
    expect(isOld(kvm.guests[0]!.upper[2]!)).toBe(false);
  });
});

it("a table that L1 takes away is gone before its page is used for something else", () => {
  const retires = l1(call("retire", { vm: 0, n: 9, c: 3 }));
  expect(after(page, vcpu(reads(9)), retires, vcpu(reads(9))).leaves).toEqual([]);
});

it("a TLBI by range ends where the space does, and does nothing where it begins beyond", () => {
  const settings = { mappings: 1, n0: 30, c0: 5 };
  const far = (base: number) => l1(call("tlbi_range_far", { vm: 0, base, pages: 32 }));
  const left = (base: number) => runInOrder(scenarioOf(settings, vcpu(reads(30)), far(base))).nested_mmus[0]!.leaves;
  expect([28, 30, 31, 32, 40].map((base) => left(base).length)).toEqual([0, 0, 1, 1, 1]);
});

it("a TLBI by address may span several chunks", () => {
  const settings = { mappings: 2, n0: 1, c0: 5, n1: 15, c1: 6 };
  const tlbi = l1(call("tlbi_ipa_large", { vm: 0, n: 9 }));
  expect(runInOrder(scenarioOf(settings, vcpu(reads(1), reads(15)), tlbi)).nested_mmus[0]!.leaves).toEqual([]);
});
