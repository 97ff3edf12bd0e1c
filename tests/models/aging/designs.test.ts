import { describe, expect, it } from "vitest";
import { brokenIn, calls, look, modelNamed, scenarioOf } from "../walkers/look.ts";

const { model } = modelNamed("aging");
const ages = calls("ager", "age", { ia: 0, pages: 4 });
const unmaps = calls("notifier", "unmap", { ia: 0, pages: 4 });
const exits = calls("notifier", "release");
const reads = calls("vcpu", "access", { ia: 1, write: false, huge: false });

describe.each(model.designs)("$name", (design) => {
  it("breaks what it is declared to break in generated scenarios", { timeout: 30_000 }, () => {
    expect(brokenIn("aging", design, design.breaks.length === 0 ? 60 : 120)).toEqual(design.breaks);
  });
});

const designNamed = (name: string) => model.designs.find((design) => design.name === name)!;
const brokenBy = (name: string, notifier: typeof unmaps): string[] =>
  Object.keys(look("aging", designNamed(name), scenarioOf(model, { half0: 2 }, notifier, ages), 1).broken).toSorted();

it.each([
  ["lockless-age", ["use-after-free"], ["use-after-free"]],
  ["lockless-age-rcu", [], []],
  ["lockless-age-unlinked", [], []],
  ["lockless-age-no-put", ["no-leak"], []],
  ["lockless-age-two-puts", ["refcount", "use-after-free"], []],
  ["lockless-age-flush", [], ["use-after-free"]],
  ["lockless-age-flush-last", ["table-in-tlb"], []],
])("%s with an unmap, and with the end of the mm, beside the ager", (name, unmapped, exited) => {
  expect(brokenBy(name, unmaps)).toEqual(unmapped);
  expect(brokenBy(name, exits)).toEqual(exited);
});

it("a plain store brings a leaf back that an unmap has taken out, or goes over a fault's entry", () => {
  const store = designNamed("lockless-age-store");
  const { broken } = look("aging", store, scenarioOf(model, { half0: 1 }, unmaps, ages), 2);
  expect(broken["unmapped"]).toMatch(/may still go to frame 0x4/);
  const over = look("aging", store, scenarioOf(model, { half0: 2 }, reads, ages), 2, 5_000).broken;
  expect(over["pte-lock"]).toMatch(/without mmu_lock held for write/);
});
