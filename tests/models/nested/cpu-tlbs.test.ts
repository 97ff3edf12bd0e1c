import { describe, expect, it } from "vitest";
import { formatRange } from "../../../models/stage2/format.ts";
import { call, invalidates, l1, notifier, reads, runInOrder, scenarioOf, vcpu, writes } from "./scenarios.ts";

const settings = { own_tlbs: true, mappings: 1, n0: 3, c0: 5 };

/** What the CPUs hold, as `CPU table range rights`. */
function held(...args: Parameters<typeof scenarioOf>): string[] {
  const { entries } = runInOrder(scenarioOf(...args)).tlbs!;
  return entries.map(({ cpu, mmu, leaf }) => {
    return `${cpu} ${mmu.label} ${formatRange({ start: leaf.n, size: leaf.len })} ${leaf.perm}`;
  });
}

describe("a CPU with a TLB of its own", () => {
  it("fills it with what it walks", () => {
    expect(held(settings, vcpu(reads(3)), vcpu(reads(3)))).toEqual(["0 shadow[0] 0x3 12", "1 shadow[0] 0x3 12"]);
    expect(held(settings, vcpu(reads(3)), vcpu(call("prefetch", { n: 3 })))).toHaveLength(2);
    expect(held(settings, vcpu(call("prefetch", { n: 3 })))).toEqual([]);
  });

  it("loses what a notifier takes away, and what L1 invalidates", () => {
    expect(held(settings, vcpu(reads(3)), vcpu(reads(3)), notifier(invalidates(5, 1)))).toEqual([]);
    expect(held(settings, vcpu(reads(3)), l1(call("tlbi_ipa", { vm: 0, n: 3, ttl: 1 })))).toEqual([]);
    expect(held(settings, vcpu(reads(3)), l1(call("tlbi_ipa", { vm: 1, n: 3, ttl: 1 })))).toHaveLength(1);
  });

  it("sees the rights that it has asked for, and others may go by the old ones until they ask", () => {
    const write = call("map", { vm: 0, n: 3, c: 5, block: false, ro: false });
    const tasks = [vcpu(reads(3)), vcpu(reads(3)), l1(write)];
    expect(held({ ...settings, ro0: true }, ...tasks, vcpu(writes(3)))).toEqual([
      "0 shadow[0] 0x3 8",
      "1 shadow[0] 0x3 8",
      "3 shadow[0] 0x3 12",
    ]);
  });
});
