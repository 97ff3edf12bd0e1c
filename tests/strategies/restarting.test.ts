import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import { explore } from "../../src/explore/explore.ts";
import { randomWalk } from "../../src/strategies/random-walk.ts";
import { restarting } from "../../src/strategies/restarting.ts";
import { counter } from "../litmus/programs/counter.ts";

test("lives of 2, 4, 8 … runs", () => {
  const lives: number[] = [];
  const strategy = restarting({
    make: (life) => ({ ...randomWalk({ seed: life }), begin: () => lives.push(life) > 0 }),
    runs: 2,
  });
  explore(new Execution(counter(2, 1)), strategy, { runs: 16, until: () => false });
  expect(lives.join("")).toBe("0011112222222233");
});
