import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import cost from "../../models/nested/cost/cost.ts";
import { counted } from "../../models/nested/cost/counted-map.ts";
import { Meter } from "../../models/nested/cost/meter.ts";
import { fullUnmap } from "../../models/nested/designs/full-unmap.ts";
import { mapleV2 } from "../../models/nested/designs/maple-v2.ts";
import { mapleV3 } from "../../models/nested/designs/maple-v3.ts";
import { rbTree2024 } from "../../models/nested/designs/rb-tree-2024.ts";
import { nested } from "../../models/nested/model.ts";
import type { NestedDesign } from "../../models/nested/reverse-map.ts";
import { unmap_shadow } from "../../models/nested/mmu/unmap.ts";
import type { Machine, Workload } from "../../src/cost/cost-model.ts";
import { loadCosts } from "../../src/cost/load.ts";
import { printLaw } from "../../src/cost/law.ts";
import { countsAt, countsOf, growthOf } from "../../src/cost/measure.ts";
import { Random } from "../../src/core/random.ts";
import type { Design } from "../../src/scenario/model.ts";

// All designs through all workloads; the machine may have other things to do.
vi.setConfig({ testTimeout: 120_000 });

const seed = 1;
const machineOf = (granule: string): Machine => ({ granule, bits: 48 });
const workloadNamed = (name: string): Workload<NestedDesign> =>
  cost.workloads.find((workload) => workload.name === name)!;

describe("the baseline's loop over one empty shadow, executed", () => {
  it.each([
    ["4K", 48, 262_144],
    ["16K", 48, 8_388_608],
    ["64K", 48, 524_288],
    ["4K", 40, 1_024],
    ["16K", 40, 32_768],
    ["64K", 40, 2_048],
  ])("%s pages, %i bits: %i steps", (granule, bits, steps) => {
    const counts = countsOf(cost.loop({ granule, bits }));
    expect(cost.loopSteps(counts)).toBe(steps);
    expect(counts["event.section"]).toBe(steps);
  });
});

/** Slots hit × valid shadows × steps, events in the workload, leaves that go; n, b, k, s as in the axes. */
const BASELINE: readonly (readonly [string, steps: string, leaves: string])[] = [
  ["boot", "16·s", "17/2·n"],
  ["numa", "4·s", "4·n"],
  ["balloon", "4·s + 4", "4·n + 4"],
  ["several-l2s", "32·s", "32·n"],
  ["alias", "4·s", "8·n"],
  ["alias-one", "s", "n"],
  ["unplug", "2·s", "n"],
];

it.each(BASELINE)("%s: the baseline takes %s steps and takes out %s leaves", (name, steps, leaves) => {
  const { laws } = growthOf(workloadNamed(name), fullUnmap, machineOf("4K"), seed);
  expect([printLaw(laws.get("event.steps")!), printLaw(laws.get("event.leaves")!)]).toEqual([steps, leaves]);
});

it("what 1 MiB of L2 costs on a machine of real size is what the laws of the small ones say", () => {
  const [workload, at] = [workloadNamed("numa"), [256, 262_144]];
  for (const design of [fullUnmap, mapleV3]) {
    const executed = countsOf(workload.experiment(design, machineOf("4K"), at, new Random(seed)));
    expect(executed).toEqual(countsAt(growthOf(workload, design, machineOf("4K"), seed), at));
  }
});

/** It reads its tree in order, so that what a notifier costs depends on where its page is. */
const inOrder = rbTree2024.mend(rbTree2024.flaws.map(({ id }) => id)) as NestedDesign;

describe("every design in the folder", () => {
  let designs: readonly Design[];
  beforeAll(async () => {
    designs = (await loadCosts(join(import.meta.dirname, "../../models")))[0]!.designs;
  });

  it("is found by being there, the baseline first", () => {
    const names = designs.map(({ name }) => name);
    expect(names[0]).toBe("full-unmap");
    expect(names).toEqual(expect.arrayContaining(nested.designs.map(({ name }) => name)));
  });

  it("grows by laws that hold for every workload, also at a size five times what they were made of", () => {
    const failures: string[] = [];
    for (const workload of [...cost.workloads, cost.crossover.workload]) {
      const axes = workload.axes(machineOf("4K"));
      const far = axes.map(({ sizes, degree }) => (degree === 1 ? 512 : sizes[0]! * 5));
      for (const design of [...(designs as readonly NestedDesign[]), inOrder]) {
        const growth = growthOf(workload, design, machineOf("4K"), seed);
        const executed = countsOf(workload.experiment(design, machineOf("4K"), far, new Random(seed)));
        const computed = Object.entries(countsAt(growth, far)).filter(([, value]) => value !== 0);
        for (const [name, value] of computed) {
          if (executed[name] !== value) {
            failures.push(`${workload.name} of ${design.name}: ${name} is ${executed[name]}, computed ${value}`);
          }
        }
      }
    }
    expect(failures).toEqual([]);
  });

  it("takes the same with the same seed", () => {
    const run = (design: NestedDesign) =>
      countsOf(workloadNamed("numa").experiment(design, machineOf("64K"), [32, 64], new Random(7)));
    for (const design of designs as readonly NestedDesign[]) {
      expect(run(design)).toEqual(run(design));
    }
  });
});

describe("figures", () => {
  const figuresOf = (name: string, design: NestedDesign) => {
    const workload = workloadNamed(name);
    return cost.figuresOf(
      countsAt(growthOf(workload, design, machineOf("4K"), seed), workload.sizeOf(machineOf("4K"), 64)),
    );
  };

  it("a page that a tree leads to costs one step and nothing but its leaf, whatever L2 has", () => {
    expect(figuresOf("numa", mapleV2)).toMatchObject({ steps: 1, leaves: 1, lost: 0, hold: 1, section: 1, missed: 0 });
    expect(figuresOf("numa", fullUnmap)).toMatchObject({ steps: 262_144, lost: 16_777_215, hold: 1, section: 262_144 });
  });

  it("where pages are aliased, a tree with UNKNOWN ranges costs what a full unmap does, and its memory besides", () => {
    const full = figuresOf("alias", fullUnmap);
    const maple = figuresOf("alias", mapleV3);
    expect([maple["steps"], maple["lost"]]).toEqual([full["steps"], full["lost"]]);
    expect(full["bytes"]).toBe(0);
    expect(maple["bytes"]).toBeGreaterThan(2 ** 30);
  });

  it("a direct map saves the removal by TLBI from reading the whole tree", () => {
    const scanning = mapleV3.turned({ directMap: "no" });
    expect(figuresOf("balloon", mapleV3)["visits"]).toBeLessThan(100);
    expect(figuresOf("balloon", scanning)["visits"]).toBeGreaterThan(16_777_216);
  });

  it("what a design should have taken out and did not is told", () => {
    expect(figuresOf("alias", rbTree2024)["missed"]).toBe(1);
    expect(figuresOf("alias-one", rbTree2024)["missed"]).toBe(16_777_215);
  });

  it("a range of many leaves is one hold where each leaf has an unmap of its own", () => {
    expect(figuresOf("thp", mapleV2)).toMatchObject({ steps: 512, hold: 512 });
    expect(figuresOf("thp", fullUnmap)).toMatchObject({ hold: 1 });
  });

  it("of a design that unmaps twice are twice as high", () => {
    const twice: NestedDesign = {
      ...fullUnmap,
      reverse_map: {
        ...fullUnmap.reverse_map,
        *unmap_canonical(kvm, mmu, _range, may_block) {
          yield* unmap_shadow(kvm, mmu, may_block);
          yield* unmap_shadow(kvm, mmu, may_block);
        },
      },
    };
    const [once, more] = [figuresOf("numa", fullUnmap), figuresOf("numa", twice)];
    expect([more["steps"], more["leaves"]]).toEqual([2 * once["steps"]!, once["leaves"]]);
  });

  it("hooks of a design are called as without the meter", () => {
    const hooks = Object.keys(counted(mapleV3, new Meter()).reverse_map);
    expect(hooks).toEqual(expect.arrayContaining(Object.keys(mapleV3.reverse_map)));
  });
});
