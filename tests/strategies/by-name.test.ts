import { expect, test } from "vitest";
import { STRATEGIES, strategyByName } from "../../src/strategies/by-name.ts";

test.each(["pct:1", "pct:3", "delay:0", "delay:2", "exhaustive:0", "exhaustive:2", "dpor:0", "dpor:2"])(
  "%s names itself",
  (text) => {
    expect(strategyByName(text, 1)?.name).toBe(text);
  },
);

test.each(STRATEGIES.map((entry) => entry.name).filter((name) => name !== "pct"))("%s names itself", (text) => {
  expect(strategyByName(text, 1)?.name).toBe(text);
});

test("every strategy in the list can be had by its bare name", () => {
  expect(STRATEGIES.map(({ name }) => [name, strategyByName(name, 1) !== null])).toEqual(
    STRATEGIES.map(({ name }) => [name, true]),
  );
});

test.each(["", "Random", "rando", "random:1", "pos:2", "pct:0", "pct:x", "pct:", "exhaustive:-1", "exhaustive:1:2"])(
  '"%s" is none',
  (text) => {
    expect(strategyByName(text, 1)).toBe(null);
  },
);
