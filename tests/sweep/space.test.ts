import { describe, expect, test } from "vitest";
import { designNamed } from "../../src/check/design-named.ts";
import { designToSweep, distanceOf, nameOf, spaceOf } from "../../src/sweep/space.ts";
import { vault } from "../sample-models/vault.ts";
import { bank } from "../sample-models/bank.ts";
import { nested } from "../../models/nested/model.ts";
import type { AnyModel } from "../../src/check/catalogue.ts";

const sample = vault as unknown as AnyModel;
const chosen = { model: sample, design: vault.designs[0]! };
const space = (...asked: string[]) => spaceOf(chosen, asked, false);

test("without knobs asked for, those that are open; the mended design is the base and comes first", () => {
  const { axes, settings, base, mended } = space();
  expect(axes.map(({ name, values }) => [name, ...values])).toEqual([
    ["lock", "mutex", "none"],
    ["update", "atomic", "plain"],
    ["pay", "once", "twice"],
  ]);
  expect(settings).toHaveLength(8);
  expect(settings[0]).toEqual({ lock: "mutex", update: "atomic", pay: "once" });
  expect([base["pay"], mended]).toEqual(["once", ["PAY"]]);
});

test("a setting is named by what differs from the base, and found by its name", () => {
  const whole = space();
  const names = whole.settings.map((setting) => nameOf(whole, setting));
  expect(new Set(names).size).toBe(8);
  expect([names[0], names[3]]).toEqual(["vault-v1", "vault-v1@update=plain,pay=twice"]);
  expect(whole.settings.map((setting) => distanceOf(whole, setting))).toEqual([0, 1, 1, 2, 1, 2, 2, 3]);
  for (const [at, name] of names.entries()) {
    const design = designNamed(name, sample.designs).mend(["PAY"]);
    expect(design.variants!.setting).toEqual({ ...whole.base, ...whole.settings[at] });
  }
});

test("what is turned stays turned when a flaw of the same knob is mended", () => {
  const maple = designNamed("maple-v2@tlbiRemoval=after,clearPoint=never", nested.designs).mend(["V2-1", "P-1"]);
  expect(maple.variants!.setting).toMatchObject({ tlbiRemoval: "after", clearPoint: "never", replacedLeaf: "evict" });
});

test("knobs may be given values, also fewer than two; the base's comes first", () => {
  expect(space("pay=twice,once", "lock=none").axes).toEqual([
    { name: "pay", values: ["once", "twice"] },
    { name: "lock", values: ["none"] },
  ]);
});

test("the design: the newest that leaves something open, one of a family, or the one named", () => {
  const models = [bank as unknown as AnyModel, sample];
  const named = (name?: string) => designToSweep(models, name).design.name;
  expect([named(), named("vault"), named("vault-v1")]).toEqual(["vault-v1", "vault-v1", "vault-v1"]);
  expect(designToSweep([nested as unknown as AnyModel], "maple").design.name).toMatch(/^maple-v\d$/);
});

describe("what cannot be swept is refused in one sentence", () => {
  test.for<[string, () => unknown, string]>([
    ["a knob", () => space("lok"), 'vault-v1 has no knob "lok": did you mean lock?'],
    [
      "a value",
      () => space("lock=mutx"),
      'the knob lock has no value "mutx": did you mean mutex? (there are mutex, none)',
    ],
    ["a knob twice", () => space("lock=mutex", "lock=none"), "--knob lock is given twice"],
    ["a design", () => designToSweep([sample], "valt"), 'there is no design called "valt": did you mean vault-v1?'],
    ["no knobs", () => spaceOf({ model: sample, design: bank.designs[0]! }, [], false), "the design racy has no knobs"],
    ["no design", () => designToSweep([bank as unknown as AnyModel], undefined), "no design here has knobs"],
  ])("%s", ([, act, message]) => {
    expect(act).toThrow(message);
  });

  test("too many settings", () => {
    const all = designToSweep([nested as unknown as AnyModel], "maple-v3");
    const knobs = all.design.variants!.knobs.map(({ name }) => name);
    expect(() => spaceOf(all, knobs, false)).toThrow(/have \d+ settings, more than 20000: turn fewer/);
  });
});
