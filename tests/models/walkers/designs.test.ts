import { describe, expect, it } from "vitest";
import { brokenIn, calls, look, modelNamed, scenarioOf } from "./look.ts";

const { model, properties } = modelNamed("walkers");

describe.each(model.designs)("$name", (design) => {
  it("breaks nothing that it is not declared to break", { timeout: 30_000 }, () => {
    const undeclared = brokenIn("walkers", design, 90).filter((name) => !design.breaks.includes(name));
    expect(undeclared).toEqual([]);
  });
});

const designNamed = (name: string) => model.designs.find((design) => design.name === name)!;
const reads = (ia: number, huge: boolean) => calls("vcpu", "access", { ia, write: false, huge });
const takesLog = calls("vmm", "take_log", { ia: 0, pages: 1 });

describe("a fault for a page in a table that a fault for a block takes out", () => {
  const scenario = scenarioOf(model, { half0: 2 }, reads(1, false), reads(1, true));

  it.each([
    ["walkers", []],
    ["unlinked-at-once", ["break-window"]],
    ["unlinked-referenced", ["no-leak", "refcount", "use-after-free"]],
    ["unlinked-exclusive", []],
    ["unlinked-bbml2", ["break-before-make"]],
  ])("%s", (name, broken) => {
    expect(Object.keys(look("walkers", designNamed(name), scenario, 2, 10_000).broken).toSorted()).toEqual(broken);
  });

  it("needs the grace period", () => {
    const now = designNamed("walkers").variants!.turned({ free: "now" });
    expect(look("walkers", now, scenario, 1).broken["use-after-free"]).toMatch(/table 1/);
  });
});

it("two faults for a block take its table out once", () => {
  const scenario = scenarioOf(model, { half0: 4 }, reads(0, true), reads(1, true));
  for (const design of model.designs) {
    expect(look("walkers", design, scenario, 2, 2_000).broken["use-after-free"]).toBeUndefined();
  }
});

it("a log that is taken without a TLBI misses writes", () => {
  const take = calls("vmm", "take_log", { ia: 0, pages: 1 });
  const unflushed = designNamed("walkers").variants!.turned({ logFlush: "none" });
  const { broken } = look("walkers", unflushed, scenarioOf(model, { half0: 2, logging: true }, take), 0);
  expect(broken["dirty-tracking"]).toBe("0x0 may still be written through frame 0x4, rw-");
});

describe("an outcome that no order of the calls has", () => {
  const old = { half0: 1, old: true, logging: true, hafdbs: true };

  it.each([
    ["frames that a walk counts along", { frame: "cursor" }, {}, [reads(0, false), reads(1, true)]],
    ["rights that stay, since the hardware was faster", { wrprotectWalk: "shared" }, old, [reads(0, false), takesLog]],
  ])("%s", (_name, knobs, settings, tasks) => {
    const turned = designNamed("walkers").variants!.turned(knobs);
    const scenario = scenarioOf(model, settings, ...tasks);
    expect(look("walkers", turned, scenario, 2, 20_000).broken["linearizable"]).toMatch(/to which no order of /);
    expect(look("walkers", designNamed("walkers"), scenario, 2, 5_000).broken["linearizable"]).toBeUndefined();
  });
});

it("every property of its own is broken by an entry of the corpus or by a test", () => {
  const own = properties
    .filter(({ name }) => !["deadlock", "live", "lock", "no-sleep"].includes(name))
    .map(({ name }) => name);
  const byCorpus = new Set(model.corpus!.map(({ breaks }) => breaks));
  expect(own.filter((name) => !byCorpus.has(name)).toSorted()).toEqual([
    "linearizable",
    "partition",
    "pte-lock",
    "rcu",
    "unmapped",
  ]);
});
