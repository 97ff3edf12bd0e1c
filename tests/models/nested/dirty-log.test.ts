import { describe, expect, it } from "vitest";
import { formatLeaf } from "../../../models/stage2/leaf.ts";
import { pagesIn } from "../../../models/nested/host/dirty-bitmap.ts";
import type { Command, ScenarioTask } from "../../../src/scenario/scenario.ts";
import { call, reads, runInOrder, scenarioOf, vcpu, vmm, writes } from "./scenarios.ts";

const migration = (...names: readonly string[]): ScenarioTask => ({
  role: "migration",
  commands: names.map((name): Command => call(name)),
});
const block = { mappings: 1, n0: 8, c0: 4, block0: true, thp: true, memslots: 1 };

function after(...args: Parameters<typeof scenarioOf>): { readonly leaves: string[]; readonly dirty: number[] } {
  const kvm = runInOrder(scenarioOf(...args));
  const dirty = kvm.memslots.bitmaps.flatMap((bitmap) => (bitmap === null ? [] : pagesIn(bitmap.bits)));
  return { leaves: kvm.nested_mmus[0]!.leaves.map(formatLeaf), dirty };
}

describe("a memslot that logs dirty pages", () => {
  it("takes the right to write away from what is mapped", () => {
    expect(after(block, vcpu(writes(9)), migration("start"))).toEqual({
      leaves: ["nested 0x8+0x4 -> canonical 0x4 -> frame 0x24 r--- tag 0x4"],
      dirty: [],
    });
  });

  it("notes the page of a write, and maps that page only", () => {
    expect(after(block, vcpu(writes(9)), migration("start"), vcpu(writes(9)))).toEqual({
      leaves: ["nested 0x9 -> canonical 0x5 -> frame 0x25 rw-- tag 0x4"],
      dirty: [5],
    });
  });

  it("gives no right to write for a read", () => {
    expect(after(block, migration("start"), vcpu(reads(9)))).toEqual({
      leaves: ["nested 0x9 -> canonical 0x5 -> frame 0x25 r--- tag 0x4"],
      dirty: [],
    });
  });

  it.each([0, 1])("is clean again when its log was taken (mode %d)", (log_mode) => {
    const settings = { ...block, log_mode };
    expect(after(settings, migration("start"), vcpu(writes(9)))).toMatchObject({ dirty: [5] });
    const start = migration("start", "sync");
    expect(after(settings, start, vcpu(writes(9)))).toMatchObject({ dirty: [5] });
    const taken = runInOrder(scenarioOf(settings, vcpu(writes(9)), migration("start", "sync", "stop", "start")));
    expect(taken.memslots.bitmaps[0]!.bits).toBe(0);
  });

  it("counts all pages as dirty at the beginning if it was asked to, and protects none before they are cleared", () => {
    const settings = { ...block, log_mode: 2 };
    const begun = after(settings, vcpu(writes(9)), migration("start"));
    expect(begun.dirty).toHaveLength(16);
    expect(begun.leaves).toEqual(["nested 0x8+0x4 -> canonical 0x4 -> frame 0x24 rw-- tag 0x4"]);
    expect(after(settings, vcpu(writes(9)), migration("start", "sync"))).toEqual({
      leaves: ["nested 0x8+0x4 -> canonical 0x4 -> frame 0x24 r--- tag 0x4"],
      dirty: [],
    });
  });

  it("is forgotten with its memslot", () => {
    const deleted = after(block, migration("start"), vcpu(writes(9)), vmm(call("delete_memslot", { slot: 0 })));
    expect(deleted).toEqual({ leaves: [], dirty: [] });
  });
});
