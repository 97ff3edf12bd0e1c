import { expect, it } from "vitest";
import model from "../../models/nested/conform/conform.ts";
import { mutations } from "./mutations/all.ts";
import { judge } from "./mutations/mutation.ts";
import { outcomeOf, pageOf } from "./mutations/table.ts";
import { eventsOf } from "./recordings.ts";

const outcomes = mutations.map((mutation) => outcomeOf(mutation, 1));

it("begins with recordings that conform", { timeout: 60_000 }, () => {
  for (const name of new Set(mutations.flatMap(({ of }) => of))) {
    expect([name, judge(eventsOf(name)).claims.flatMap(({ claim, broken }) => (broken > 0 ? [claim] : []))]).toEqual([
      name,
      [],
    ]);
  }
});

it.each(outcomes)("$kind: breaks $claim", ({ tried, caught }) => {
  expect(tried).toBeGreaterThan(0);
  expect(caught).toBe(tried);
});

it("has something that breaks each claim", () => {
  expect(new Set(outcomes.map(({ claim }) => claim))).toEqual(new Set(model.claims.map(({ name }) => name)));
  expect(new Set(outcomes.map(({ kind }) => kind)).size).toBe(outcomes.length);
});

it("is told in the docs", async () => {
  await expect(pageOf(outcomes)).toMatchFileSnapshot("../../docs/conform-mutations.md");
});
