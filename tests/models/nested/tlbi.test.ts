import { describe, expect, it } from "vitest";
import { formatRange } from "../../../models/stage2/format.ts";
import type { Command } from "../../../src/scenario/scenario.ts";
import { call, enters, l1, reads, runInOrder, scenarioOf, vcpu } from "./scenarios.ts";

/** VM 0 maps a block at 8 and a page at 24, VM 1 a page at 9; every leaf is in its shadow. */
const settings = { mappings: 3, n0: 8, c0: 4, block0: true, n1: 24, c1: 9, n2: 9, c2: 1, shadows: 2, thp: true };
const filled = vcpu(reads(8), reads(24), enters(1));

function left(command: Command): string[][] {
  const kvm = runInOrder(scenarioOf(settings, filled, vcpu(enters(1), reads(9)), l1(command)));
  return kvm.nested_mmus.map((mmu) => mmu.leaves.map(({ n, len }) => formatRange({ start: n, size: len })));
}

describe("a TLBI of L1", () => {
  it.each([
    ["by address takes the leaf whose tag covers it", call("tlbi_ipa", { vm: 0, n: 10, ttl: 0 }), [["0x18"], ["0x9"]]],
    [
      "by address takes a chunk where it finds no tag",
      call("tlbi_ipa", { vm: 0, n: 26, ttl: 0 }),
      [["[0x8, 0xb]"], ["0x9"]],
    ],
    ["obeys the TTL", call("tlbi_ipa", { vm: 0, n: 26, ttl: 1 }), [["[0x8, 0xb]", "0x18"], ["0x9"]]],
    ["takes the whole block for a page of it", call("tlbi_ipa", { vm: 0, n: 10, ttl: 1 }), [["0x18"], ["0x9"]]],
    ["by range takes what the range touches", call("tlbi_range", { vm: 0, n: 11, pages: 13 }), [["0x18"], ["0x9"]]],
    ["is cut off at the end of the space", call("tlbi_range", { vm: 0, n: 24, pages: 32 }), [["[0x8, 0xb]"], ["0x9"]]],
    ["for a VM leaves the other alone", call("tlbi_vm", { vm: 1 }), [["[0x8, 0xb]", "0x18"], []]],
    ["for all takes everything", call("tlbi_all"), [[], []]],
  ])("%s", (_title, command, expected) => {
    expect(left(command)).toEqual(expected);
  });

  it("reaches the shadow of the same VM with stage-2 off", () => {
    const off = scenarioOf({ s2_off: true }, vcpu(reads(3)), l1(call("tlbi_vm", { vm: 0 })));
    expect(runInOrder(off).nested_mmus[0]!.leaves).toEqual([]);
  });
});
