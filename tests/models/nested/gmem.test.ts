import { describe, expect, it } from "vitest";
import { formatLeaf } from "../../../models/stage2/leaf.ts";
import { call, invalidates, notifier, reads, runInOrder, scenarioOf, vcpu } from "./scenarios.ts";

const block = { mappings: 1, n0: 8, c0: 4, block0: true, thp: true };
const punches = (c: number, pages: number) => ({ role: "gmem", commands: [call("punch", { c, pages })] });

describe("a VM whose memory is a guest_memfd", () => {
  it("is mapped in pages, and a hole takes those in it away for good", () => {
    const kvm = runInOrder(scenarioOf(block, vcpu(reads(9), reads(10)), punches(5, 1)));
    expect(kvm.mmu_invalidate_seq.peek).toBe(1);
    expect(kvm.host.ownerOf(0x25)).toBe(-1);
    expect(kvm.host.ownerOf(0x26)).toBe(6);
    expect(kvm.nested_mmus[0]!.leaves).toEqual([]);
    const again = runInOrder(scenarioOf(block, vcpu(reads(9)), punches(5, 1), vcpu(reads(9))));
    expect(again.nested_mmus[0]!.leaves.map(formatLeaf)).toEqual([
      "nested 0x9 -> canonical 0x5 -> frame 0x30 rw-- tag 0x4",
    ]);
  });

  it("keeps its pages when the VMM unmaps the file", () => {
    const tasks = [punches(0, 1), vcpu(reads(9)), notifier(invalidates(5, 1)), vcpu(reads(9))];
    const kvm = runInOrder(scenarioOf(block, ...tasks));
    expect(kvm.nested_mmus[0]!.leaves.map(formatLeaf)).toEqual([
      "nested 0x9 -> canonical 0x5 -> frame 0x25 rw-- tag 0x4",
    ]);
  });
});
