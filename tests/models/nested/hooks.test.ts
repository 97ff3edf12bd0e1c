import { describe, expect, it } from "vitest";
import { fullUnmap } from "../../../models/nested/designs/full-unmap.ts";
import type { NestedDesign, ReverseMap, S2Fault } from "../../../models/nested/reverse-map.ts";
import type { ShadowMmu } from "../../../models/nested/mmu/s2-mmu.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import { unmap_shadow } from "../../../models/nested/mmu/unmap.ts";
import { formatRange } from "../../../models/stage2/format.ts";
import { Execution } from "../../../src/core/execution.ts";
import type { Task } from "../../../src/core/task.ts";
import { READ_ONCE } from "../../../src/kernel/cell.ts";
import { ENOMEM } from "../../../src/kernel/errno.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import {
  call,
  enters,
  inOrder,
  invalidates,
  l1,
  notifier,
  programFor,
  reads,
  scenarioOf,
  vcpu,
  vmm,
  writes,
} from "./scenarios.ts";

/** What is held where a hook runs. */
function context({ mmu_lock, world }: Kvm): string {
  const held = mmu_lock.writer !== null ? "W" : (mmu_lock.readers?.length ?? 0) > 0 ? "R" : "unlocked";
  return `${held}${world.current!.held.some((lock) => lock.name === "srcu") ? "+srcu" : ""}`;
}

/** A design that does what the baseline does and writes down every hook in `log`; `refuse` names one that fails. */
function logging(log: string[], refuse = ""): NestedDesign {
  function* told<R>(kvm: Kvm, name: string, what: string, result: R): Task<R> {
    log.push(`${name} ${context(kvm)}${what === "" ? "" : ` ${what}`}`);
    yield* READ_ONCE(kvm.mmu_invalidate_seq);
    return result;
  }
  const asked = (kvm: Kvm, name: string, what: string): Task<number> =>
    told(kvm, name, what, name === refuse ? -ENOMEM : 0);
  const done = (kvm: Kvm, name: string, what = ""): Task => told(kvm, name, what, undefined);
  const shown = ({ nested_ipa, canonical, size, nested, relaxed }: S2Fault): string =>
    `${nested_ipa} ${canonical} ${size} ${nested?.size}${relaxed ? " relaxed" : ""}`;
  const reverse_map: ReverseMap<string> = {
    init: (_kvm, mmu) => `map ${mmu.index}`,
    before_map: (kvm, mmu, fault) => asked(kvm, "before_map", `${mmu.revmap} ${shown(fault)}`),
    record: (kvm, _mmu, fault) => asked(kvm, "record", shown(fault)),
    after_unlock: (kvm) => asked(kvm, "after_unlock", ""),
    *unmap_canonical(kvm, mmu, range, may_block) {
      yield* done(kvm, "unmap_canonical", `${formatRange(range)} ${may_block}`);
      yield* unmap_shadow(kvm, mmu, may_block);
    },
    before_nested_unmap: (kvm, _mmu, range) => done(kvm, "before_nested_unmap", formatRange(range)),
    after_chunk: (kvm, _mmu, chunk) => done(kvm, "after_chunk", formatRange(chunk)),
    after_nested_unmap: (kvm, _mmu, range) => done(kvm, "after_nested_unmap", formatRange(range)),
    before_full_unmap: (kvm) => done(kvm, "before_full_unmap"),
    cleared: (kvm, mmu) => done(kvm, "cleared", `${mmu.leaves.length}`),
    recycled: (kvm, mmu) => done(kvm, "recycled", `VM ${mmu.vmid}, ${mmu.leaves.length}`),
    destroy: (kvm, mmu) => done(kvm, "destroy", mmu.revmap),
    entries: () => [],
    broken: () => true,
  };
  return { ...fullUnmap, reverse_map };
}

function hooksOf(scenario: Scenario, refuse?: string): string[] {
  const log: string[] = [];
  const outcome = new Execution(programFor(scenario, [], logging(log, refuse))).run(inOrder);
  expect(outcome).toEqual({ kind: "passed" });
  return log;
}

const page = { mappings: 1, n0: 3, c0: 5 };
const chunks = ["0x0, 0x7", "0x8, 0xf", "0x10, 0x17", "0x18, 0x1f"].map((chunk) => `after_chunk W [${chunk}]`);
const full = ["before_full_unmap W", ...chunks, "cleared W 0"];

describe("the hooks of a reverse map", () => {
  it("around a map, with what user_mem_abort has in its variables", () => {
    expect(hooksOf(scenarioOf(page, vcpu(reads(3))))).toEqual([
      "before_map R map 0 3 5 1 1",
      "record R 3 5 1 1",
      "after_unlock unlocked",
      "destroy unlocked map 0",
    ]);
    const huge = scenarioOf({ mappings: 1, n0: 8, c0: 4, block0: true, thp: true }, vcpu(reads(10)));
    expect(hooksOf(huge).slice(0, 2)).toEqual(["before_map R map 0 8 6 4 4", "record R 8 6 4 4"]);
    const off = scenarioOf({ s2_off: true }, vcpu(reads(7)));
    expect(hooksOf(off)[1]).toBe("record R 7 7 1 undefined");
  });

  it("around rights added to a leaf, and not for L1's own faults", () => {
    const map = call("map", { vm: 0, n: 3, c: 5, block: false, ro: false });
    const relaxed = scenarioOf({ ...page, ro0: true }, vcpu(reads(3)), l1(map), vcpu(writes(3)));
    expect(hooksOf(relaxed).filter((line) => line.endsWith("relaxed"))).toEqual([
      "before_map R map 0 3 5 1 1 relaxed",
      "record R 3 5 1 1 relaxed",
    ]);
    expect(hooksOf(scenarioOf({}, l1(call("access", { c: 3, write: false }))))).toEqual(["destroy unlocked map 0"]);
  });

  it("around an unmap, whoever asks for it", () => {
    const notified = scenarioOf(page, notifier(invalidates(4, 3, true)), vcpu(reads(0)));
    expect(hooksOf(notified)).toEqual(["unmap_canonical W [0x4, 0x6] true", ...full, "destroy unlocked map 0"]);
    const tlbi = scenarioOf(page, l1(call("tlbi_range", { vm: 0, n: 6, pages: 3 })), vcpu(reads(0)));
    expect(hooksOf(tlbi)).toEqual([
      "before_nested_unmap W [0x6, 0x8]",
      "after_chunk W [0x6, 0x7]",
      "after_chunk W 0x8",
      "after_nested_unmap W [0x6, 0x8]",
      "destroy unlocked map 0",
    ]);
    expect(hooksOf(scenarioOf(page, l1(call("tlbi_all")), vcpu(reads(0)))).slice(0, -1)).toEqual(full);
    expect(hooksOf(scenarioOf(page, vcpu(reads(3), enters(1)))).slice(3, -1)).toEqual(["recycled W VM 1, 1", ...full]);
  });

  it("decide the result of the fault where they fail", () => {
    expect(hooksOf(scenarioOf(page, vcpu(reads(3))), "before_map")).toEqual([
      "before_map R map 0 3 5 1 1",
      "destroy unlocked map 0",
    ]);
    expect(hooksOf(scenarioOf(page, vcpu(reads(3))), "record").slice(0, -1)).toEqual([
      "before_map R map 0 3 5 1 1",
      "record R 3 5 1 1",
    ]);
  });

  it("around entries, leaves and slots, for the designs that look there", () => {
    const log: string[] = [];
    function* told<R>(kvm: Kvm, what: string, result: R): Task<R> {
      log.push(`${what} ${context(kvm)}`);
      yield* READ_ONCE(kvm.mmu_invalidate_seq);
      return result;
    }
    const { reverse_map } = fullUnmap;
    const design: NestedDesign = {
      ...fullUnmap,
      reverse_map: {
        ...reverse_map,
        topup: (kvm) => told(kvm, "topup", 0),
        entry_locked: (kvm, mmu, { nested_ipa }) =>
          told(kvm, `entry_locked ${nested_ipa}, ${mmu.leaves.length}`, undefined),
        leaves_gone: (kvm, _mmu, leaves) =>
          told(kvm, `leaves_gone ${leaves.map(({ n, c }) => `${n} ${c}`).join()}`, undefined),
        reached: (kvm, range) => told(kvm, `reached ${formatRange(range)}`, new Set<ShadowMmu>()),
        memslot_freed: (kvm, slot) => told(kvm, `memslot_freed ${slot}`, undefined),
      },
    };
    const logOf = (scenario: Scenario, map = design): string[] => {
      log.length = 0;
      expect(new Execution(programFor(scenario, [], map)).run(inOrder)).toEqual({ kind: "passed" });
      return [...log];
    };
    expect(logOf(scenarioOf(page, vcpu(reads(3))))).toEqual(["topup unlocked", "entry_locked 3, 0 R"]);
    expect(logOf(scenarioOf(page, vcpu(reads(3)), l1(call("tlbi_all"))))).toEqual([
      "topup unlocked",
      "entry_locked 3, 0 R",
      "leaves_gone 3 5 W",
    ]);
    const slot = scenarioOf({ ...page, memslots: 2 }, vcpu(reads(3)), vmm(call("delete_memslot", { slot: 0 })));
    expect(logOf(slot)).toEqual([
      "topup unlocked+srcu",
      "entry_locked 3, 0 R+srcu",
      "reached [0x0, 0x7] W",
      "memslot_freed 0 unlocked",
    ]);
    const flush = {
      ...design,
      reverse_map: { ...design.reverse_map, flush_memslot: (kvm: Kvm) => told(kvm, "flush", undefined) },
    };
    expect(logOf(slot, flush).slice(2)).toEqual(["reached [0x0, 0x7] W", "flush W", "memslot_freed 0 unlocked"]);
    const exclusive = { ...design, reverse_map: { ...design.reverse_map, exclusive_faults: true } };
    expect(logOf(scenarioOf(page, vcpu(reads(3))), exclusive)[1]).toBe("entry_locked 3, 0 W");
  });
});
