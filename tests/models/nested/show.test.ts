import { expect, it } from "vitest";
import { nested } from "../../../models/nested/model.ts";
import { printScenario } from "../../../src/scenario/print.ts";
import {
  call,
  enters,
  invalidates,
  l1,
  notifier,
  reads,
  runInOrder,
  scenarioOf,
  vcpu,
  vmm,
  writes,
} from "./scenarios.ts";

it("shows the tables of L1, the host and every shadow, a row an entry", () => {
  const settings = { mappings: 3, n0: 8, c0: 4, block0: true, n1: 3, c1: 5, n2: 9, c2: 1, thp: true, shadows: 2 };
  const kvm = runInOrder(
    scenarioOf(
      settings,
      vcpu(reads(8)),
      l1(call("access", { c: 0, write: true })),
      notifier(invalidates(14, 1)),
      vcpu(reads(3)),
    ),
  );
  expect(nested.show!(kvm)).toEqual([
    { title: "L1's table for VM 0", rows: ["nested 0x3 -> canonical 0x5 rw", "nested [0x8, 0xb] -> canonical 0x4 rw"] },
    { title: "L1's table for VM 1", rows: ["nested 0x9 -> canonical 0x1 rw"] },
    {
      title: "host",
      rows: [
        "canonical [0x0, 0xb] -> frame [0x20, 0x2b], huge",
        "canonical [0xc, 0xd] -> frame [0x2c, 0x2d]",
        "canonical 0xe -> nothing",
        "canonical 0xf -> frame 0x2f",
      ],
    },
    { title: "canonical table", rows: ["canonical [0x0, 0x3] -> frame [0x20, 0x23]"] },
    { title: "shadow 0", rows: ["nested 0x3 -> canonical 0x5 -> frame 0x25 rw-- tag 0x1"] },
    { title: "TLB beyond shadow 0", rows: [] },
    { title: "reverse map 0", rows: [] },
    { title: "shadow 1", rows: [] },
    { title: "TLB beyond shadow 1", rows: [] },
    { title: "reverse map 1", rows: [] },
  ]);
});

it("prints every command as a person would say it", () => {
  const scenario = scenarioOf(
    {},
    vcpu(reads(3), writes(31), enters(2)),
    notifier(invalidates(15, 9), invalidates(2, 2, true), call("collapse", { c: 6 })),
    l1(
      call("unmap", { vm: 0, n: 5 }),
      call("map", { vm: 1, n: 7, c: 9, block: false, ro: true }),
      call("map", { vm: 0, n: 7, c: 9, block: true, ro: false }),
      call("tlbi_ipa", { vm: 0, n: 7, ttl: 4 }),
      call("tlbi_ipa", { vm: 0, n: 7, ttl: 0 }),
      call("tlbi_range", { vm: 1, n: 30, pages: 9 }),
      call("tlbi_vm", { vm: 1 }),
      call("tlbi_all"),
      call("access", { c: 2, write: true }),
    ),
    vmm(call("delete_memslot", { slot: 1 })),
  );
  const lines = printScenario(nested, scenario).filter((line) => !line.startsWith("with "));
  expect(lines.flatMap((line) => line.split("; "))).toEqual([
    "vCPU: L2 reads nested 0x3",
    "L2 writes nested 0x1f",
    "enters VM 0 with stage-2 off",
    "notifier: canonical 0xf goes away",
    "canonical [0x2, 0x3] go away, may block",
    "khugepaged gives canonical [0x4, 0x7] a huge page",
    "L1: VM 0: clears the entry of nested 0x5",
    "VM 1: maps page nested 0x7 to canonical 0x9, read-only",
    "VM 0: maps block nested 0x4 to canonical 0x8",
    "VM 0: TLBI IPAS2E1IS 0x7, TTL for size 0x4",
    "VM 0: TLBI IPAS2E1IS 0x7",
    "VM 1: TLBI RIPAS2E1IS [0x1e, 0x1f]",
    "VM 1: TLBI VMALLS12E1IS",
    "TLBI ALLE1IS",
    "L1 writes canonical 0x2",
    "VMM: deletes memslot 1",
  ]);
});
