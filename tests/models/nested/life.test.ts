import { describe, expect, it, test } from "vitest";
import { baseline2024 } from "../../../models/nested/designs/baseline-2024.ts";
import { fullUnmap } from "../../../models/nested/designs/full-unmap.ts";
import { mapleV2 } from "../../../models/nested/designs/maple-v2.ts";
import { LINUX_7_3_4 } from "../../../models/nested/history.ts";
import { nested } from "../../../models/nested/model.ts";
import type { NestedDesign } from "../../../models/nested/reverse-map.ts";
import { formatLeaf } from "../../../models/stage2/leaf.ts";
import { loadCatalogue } from "../../../src/check/catalogue.ts";
import { search } from "../../../src/check/search.ts";
import { PROPERTIES } from "../../../src/cli/folders.ts";
import { Execution } from "../../../src/core/execution.ts";
import { arbitraryOf } from "../../../src/scenario/arbitrary.ts";
import type { Design } from "../../../src/scenario/model.ts";
import type { ScenarioTask } from "../../../src/scenario/scenario.ts";
import { pct } from "../../../src/strategies/pct.ts";
import { pos } from "../../../src/strategies/pos.ts";
import {
  call,
  enters,
  inOrder,
  invalidates,
  notifier,
  programFor,
  reads,
  runInOrder,
  scenarioOf,
  vcpu,
} from "./scenarios.ts";

const { properties } = await loadCatalogue(PROPERTIES);

const task = (role: string, ...commands: readonly string[]): ScenarioTask => ({
  role,
  commands: commands.map((name) => call(name)),
});

describe("the pool of shadows", () => {
  it("has two for each vCPU that was initialised last, and those that were there stay where they are", () => {
    const scenario = scenarioOf({ shadows: 2 }, vcpu(enters(1)), task("init", "init_vcpu", "init_vcpu"));
    const execution = new Execution(programFor(scenario));
    expect(execution.run(inOrder).kind).toBe("passed");
    expect(execution.state.nested_mmus.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("stays as it is where there is no memory", () => {
    const scenario = scenarioOf({ init_failures: 1 }, vcpu(enters(1)), task("init", "init_vcpu"));
    const execution = new Execution(programFor(scenario), { stopAtViolation: false });
    expect(execution.run({ ...inOrder, choose: () => 1 }).kind).toBe("passed");
    expect(execution.violations).toEqual([]);
    expect(execution.state.nested_mmus).toHaveLength(1);
  });
});

describe("the end of the VM", () => {
  it.each([
    ["mm exit first", task("exit", "exit_mmap"), task("close", "close")],
    ["last close first", task("close", "close"), task("exit", "exit_mmap")],
    ["mm exit alone", task("exit", "exit_mmap"), null],
  ])("takes every table away, and frees it once: %s", (_title, one, other) => {
    const tasks = [vcpu(reads(3)), notifier(invalidates(0, 4)), one, ...(other === null ? [] : [other])];
    const kvm = runInOrder(scenarioOf({ s2_off: true }, ...tasks));
    expect([kvm.mmu, ...kvm.nested_mmus].map(({ pgt }) => pgt)).toEqual([null, null]);
  });
});

/** What breaks what first in scenarios of one family, or of none. */
function firstBreak(family: string | undefined, design: Design, names: readonly string[], to: number): string[] {
  const judged = properties.filter(({ name }) => names.includes(name));
  const model = { ...nested, families: {}, arbitrary: () => arbitraryOf(nested, family) };
  const stages = [
    { strategy: (seed: number) => pos({ seed }), runs: 40 },
    { strategy: (seed: number) => pct({ seed, depth: 3 }), runs: 60 },
  ];
  const options = {
    model,
    design,
    properties: judged,
    unclaimed: new Set<string>(),
    seed: 1,
    from: 0,
    to,
    stages,
  };
  return search(options as unknown as Parameters<typeof search>[0]).found.map(({ property }) => property);
}

/** Each with the family that shows it, all others mended. */
const FAMILIES: Readonly<Record<string, string | undefined>> = {
  "BASE-1": "pool",
  "BASE-1b": "pool",
  "BASE-2": "teardown",
  "BASE-3": "teardown",
  "BASE-4": undefined,
  "BASE-5": undefined,
  "BASE-6": "teardown",
  "BASE-10": "pool",
};

test.for(baseline2024.flaws.filter(({ id }) => id in FAMILIES))(
  "$id breaks what it says, and alone",
  ({ id, breaks }) => {
    const others = baseline2024.flaws.map((flaw) => flaw.id).filter((other) => other !== id);
    const found = firstBreak(FAMILIES[id], baseline2024.mend(others), breaks!, 150);
    expect(found).not.toEqual([]);
    expect(firstBreak(FAMILIES[id], fullUnmap, breaks!, 50)).toEqual([]);
  },
);

/** BASE-1c takes a design that has a lock in the struct: v2's tree, in the pool as it was. */
test.for([
  ["unlocked", ["deadlock"]],
  ["underW", []],
] as const)("a struct that is copied while somebody holds the lock in it: %s", ([growth, broken]) => {
  const history = { ...LINUX_7_3_4, growth, structs: "moved" } as const;
  const design: NestedDesign = { ...mapleV2, reverse_map: { ...mapleV2.reverse_map, history } };
  expect(firstBreak("pool", design, ["deadlock"], 60)).toEqual(broken);
});

describe("memslots that come, go and move", () => {
  const slots = (...commands: readonly (readonly [string, number])[]): ScenarioTask => ({
    role: "slots",
    commands: commands.map(([name, slot]) => call(name, { slot })),
  });
  const settings = { s2_off: true, memslots: 2 };
  const after = (...commands: readonly (readonly [string, number])[]) =>
    runInOrder(scenarioOf(settings, vcpu(reads(3)), slots(...commands), vcpu(reads(3), reads(11))));

  it("shows the same memory in another place after a move", () => {
    const kvm = after(["delete", 1], ["move", 0]);
    expect(kvm.memslots.states).toEqual(["gone", "valid"]);
    expect(kvm.nested_mmus[0]!.leaves.map(formatLeaf)).toEqual(["nested 0xb -> canonical 0xb -> frame 0x23 rw--"]);
  });

  it("shows the other part of the VMM's memory where a slot is made in the old place", () => {
    const kvm = after(["delete", 1], ["move", 0], ["create", 0]);
    expect(kvm.nested_mmus[0]!.leaves.map(formatLeaf)).toEqual([
      "nested 0x3 -> canonical 0x3 -> frame 0x2b rw--",
      "nested 0xb -> canonical 0xb -> frame 0x23 rw--",
    ]);
  });

  it("moves and makes nothing where a slot is", () => {
    expect(after(["move", 0], ["create", 1]).memslots.states).toEqual(["valid", "valid"]);
  });

  it("lets a notifier find a moved slot by the VMM's address", () => {
    const scenario = scenarioOf(
      settings,
      slots(["delete", 1], ["move", 0]),
      vcpu(reads(11)),
      notifier(invalidates(3, 1)),
    );
    expect(runInOrder(scenario).nested_mmus[0]!.leaves).toEqual([]);
  });

  it.each(["memslots", "load", "reset"])("breaks nothing in the baseline, in scenarios of the family %s", (family) => {
    const names = [
      "soundness",
      "deadlock",
      "live",
      "lock",
      "ref",
      "tag",
      "use-after-free",
      "no-leak",
      "no-sleep",
      "seq-protocol",
    ];
    expect(firstBreak(family, fullUnmap, names, 60)).toEqual([]);
  });
});
