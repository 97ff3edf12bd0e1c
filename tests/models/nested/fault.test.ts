import { describe, expect, it } from "vitest";
import { formatLeaf } from "../../../models/stage2/leaf.ts";
import { call, enters, invalidates, l1, notifier, reads, runInOrder, scenarioOf, vcpu, writes } from "./scenarios.ts";

/** Leaves of shadow 0 after the tasks ran one after another. */
const shadow = (...args: Parameters<typeof scenarioOf>): string[] =>
  runInOrder(scenarioOf(...args)).nested_mmus[0]!.leaves.map(formatLeaf);

const page = { mappings: 1, n0: 3, c0: 5 };
const block = { mappings: 1, n0: 8, c0: 4, block0: true };

describe("a stage-2 fault", () => {
  it("maps a page that L1 maps", () => {
    expect(shadow(page, vcpu(reads(3)))).toEqual(["nested 0x3 -> canonical 0x5 -> frame 0x25 rw-- tag 0x1"]);
  });

  it("maps nothing where L1 maps nothing, or where L1 gives no right to write", () => {
    expect(shadow(page, vcpu(reads(4)))).toEqual([]);
    expect(shadow({ ...page, ro0: true }, vcpu(writes(3)))).toEqual([]);
    expect(shadow({ ...page, ro0: true }, vcpu(reads(3)))).toEqual([
      "nested 0x3 -> canonical 0x5 -> frame 0x25 r--- tag 0x1",
    ]);
  });

  it("maps a block only where L1 and the host both have one", () => {
    expect(shadow(block, vcpu(reads(10)))).toEqual(["nested 0xa -> canonical 0x6 -> frame 0x26 rw-- tag 0x4"]);
    expect(shadow({ ...block, thp: true }, vcpu(reads(10)))).toEqual([
      "nested 0x8+0x4 -> canonical 0x4 -> frame 0x24 rw-- tag 0x4",
    ]);
    expect(shadow({ ...page, thp: true }, vcpu(reads(3)))).toEqual([
      "nested 0x3 -> canonical 0x5 -> frame 0x25 rw-- tag 0x1",
    ]);
  });

  it("maps one to one where L1 has stage-2 off, and nothing beyond L1's memory", () => {
    expect(shadow({ s2_off: true }, vcpu(reads(7)))).toEqual(["nested 0x7 -> canonical 0x7 -> frame 0x27 rw--"]);
    expect(shadow({ s2_off: true, thp: true }, vcpu(reads(7)))).toEqual([
      "nested 0x4+0x4 -> canonical 0x4 -> frame 0x24 rw--",
    ]);
    expect(shadow({ s2_off: true }, vcpu(reads(16)))).toEqual([]);
  });

  it("adds rights to the leaf when L1 gives them, and leaves its tag alone", () => {
    const map = call("map", { vm: 0, n: 3, c: 5, block: false, ro: false });
    const kvm = runInOrder(scenarioOf({ ...page, ro0: true }, vcpu(reads(3)), l1(map), vcpu(writes(3))));
    expect(kvm.nested_mmus[0]!.leaves.map(formatLeaf)).toEqual([
      "nested 0x3 -> canonical 0x5 -> frame 0x25 rw-- tag 0x1",
    ]);
    expect([...kvm.world.reached.keys()]).toContain("rights added to a leaf");
  });

  it("replaces a block by the one page that L1 maps instead", () => {
    const split = call("map", { vm: 0, n: 9, c: 5, block: false, ro: false });
    const before = { ...block, thp: true, ro0: true };
    const kvm = runInOrder(scenarioOf(before, vcpu(reads(8)), l1(split), vcpu(writes(9))));
    expect(kvm.nested_mmus[0]!.leaves.map(formatLeaf)).toEqual([
      "nested 0x9 -> canonical 0x5 -> frame 0x25 rw-- tag 0x1",
    ]);
    expect([...kvm.world.reached.keys()]).toContain("a leaf replaced another");
    expect(kvm.nested_mmus[0]!.stale).toEqual([]);
  });

  it("finds the new frame after the host took the old one away", () => {
    const kvm = runInOrder(scenarioOf(page, vcpu(reads(3)), notifier(invalidates(5, 1)), vcpu(reads(3))));
    expect(kvm.nested_mmus[0]!.leaves.map(formatLeaf)).toEqual([
      "nested 0x3 -> canonical 0x5 -> frame 0x30 rw-- tag 0x1",
    ]);
    expect(kvm.host.ownerOf(0x25)).toBe(-1);
    expect(kvm.host.ownerOf(0x30)).toBe(5);
  });

  it("goes to the canonical table for L1 itself", () => {
    const kvm = runInOrder(scenarioOf({ thp: true }, l1(call("access", { c: 6, write: true }))));
    expect(kvm.mmu.leaves.map(formatLeaf)).toEqual(["nested 0x4+0x4 -> canonical 0x4 -> frame 0x24 rw--"]);
  });

  it("is handled under the tags of the context that the vCPU is in", () => {
    const both = { mappings: 3, n0: 3, c0: 5, n1: 4, c1: 6, n2: 3, c2: 7, shadows: 2 };
    const kvm = runInOrder(scenarioOf(both, vcpu(reads(3), enters(1), reads(3))));
    expect(kvm.nested_mmus.map((mmu) => mmu.leaves.map(formatLeaf))).toEqual([
      ["nested 0x3 -> canonical 0x5 -> frame 0x25 rw-- tag 0x1"],
      ["nested 0x3 -> canonical 0x7 -> frame 0x27 rw-- tag 0x1"],
    ]);
  });
});
