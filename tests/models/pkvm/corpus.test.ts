import { describe, expect, it } from "vitest";
import { corpus } from "../../../models/pkvm/corpus.ts";
import type { Command, ScenarioTask, Values } from "../../../src/scenario/scenario.ts";
import { brokenIn, look, modelNamed, scenarioOf } from "../walkers/look.ts";

const { model, properties } = modelNamed("pkvm");
const linux = model.designs[0]!;

const call = (name: string, args: Values = {}): Command => ({ name, args });
const host = (...commands: readonly Command[]): ScenarioTask => ({ role: "host", commands });
const vcpu = (...commands: readonly Command[]): ScenarioTask => ({ role: "vcpu", commands });
const access = (page: number) => call("access", { page });
const donate = (page: number, guest = 0) => call("donate", { page, guest });
const reclaim = (page: number, guest = 0) => call("reclaim", { page, guest });
const share = (page: number) => call("share", { page });

/** What `npm run corpus` shrinks them to: settings, tasks, preemptions. */
const smallest: Readonly<Record<string, readonly [Values, ScenarioTask[], number]>> = {
  E01: [{}, [host(donate(1), reclaim(1)), host(access(0), access(1))], 2],
  E24: [{}, [host(access(4))], 0],
  E41: [{ mem: 0 }, [host(donate(0))], 0],
  E42a: [{}, [vcpu(call("init", { invalid: true }))], 0],
  E42b: [{}, [vcpu(call("load")), vcpu(call("init", { invalid: false }))], 1],
  E43: [{}, [host(donate(0, 0), donate(0, 1))], 0],
  E44: [{}, [host(donate(0), share(0))], 0],
  S002a: [{}, [host(donate(1)), host(access(0))], 1],
  S002b: [{}, [host(donate(1), access(0))], 0],
  S002c: [{}, [host(donate(0), reclaim(0))], 0],
};

it("every entry has its smallest scenario here", () => {
  expect(corpus.map(({ id }) => id)).toEqual(Object.keys(smallest));
});

describe.each(corpus)("$id, $title", ({ id, turned, breaks }) => {
  const [settings, tasks, preemptions] = smallest[id]!;
  const scenario = scenarioOf(model, settings, ...tasks);

  it(`breaks ${breaks}`, { timeout: 30_000 }, () => {
    const { broken } = look("pkvm", linux.variants!.turned(turned), scenario, preemptions, 20_000);
    expect(broken[breaks]).toMatch(/./);
  });

  it("does not with the knob where it was", { timeout: 30_000 }, () => {
    expect(look("pkvm", linux, scenario, preemptions, 5_000).broken).toEqual({});
  });
});

it("nothing breaks in generated scenarios", { timeout: 30_000 }, () => {
  expect(brokenIn("pkvm", linux, 120)).toEqual([]);
});

it("a donation that finds no table for the host leaves the page the host's", () => {
  const scenario = scenarioOf(model, { block: true, pool: 0 }, host(donate(0), access(0)));
  expect(look("pkvm", linux, scenario, 0).broken).toEqual({});
});

it("blocks come back, and tables go at once, whatever else the host does meanwhile", { timeout: 30_000 }, () => {
  const scenario = scenarioOf(model, { block: true }, host(donate(0), reclaim(0), access(0)), host(access(1)));
  const { broken, exhausted } = look("pkvm", linux, scenario, 2);
  expect(broken).toEqual({});
  expect(exhausted).toBe(true);
});

it("its own properties are all broken by an entry", () => {
  const own = ["single-owner", "error-atomic", "shared-count", "published"];
  expect(properties.map(({ name }) => name)).toEqual(expect.arrayContaining(own));
  expect(corpus.map(({ breaks }) => breaks)).toEqual(expect.arrayContaining(own));
});
