import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { publishedText, trialsText } from "../../bench/samplers/print.ts";
import { PUBLISHED, publishedMean } from "../../bench/samplers/published.ts";
import { SUBJECTS } from "../../bench/samplers/subjects.ts";
import { meanOf, runTrials } from "../../bench/samplers/trials.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import { pct } from "../../src/strategies/pct.ts";
import { pos } from "../../src/strategies/pos.ts";
import { strategyByName } from "../../src/strategies/by-name.ts";

const published = readFileSync(
  new URL("../vectors/published/reference_samplers_spawn_noise5.csv", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => line.split(","));

describe("tasks created by a first task, five private steps before each: as many schedules as another implementation", () => {
  const samplers: Record<string, (seed: number) => Strategy> = {
    POS: (seed) => pos({ seed }),
    PCT3: (seed) => pct({ seed, depth: 3 }),
  };

  test.each([
    ["account", "POS"],
    ["account", "PCT3"],
    ["carter01", "POS"],
    ["deadlock01", "POS"],
    ["lazy01", "POS"],
    ["reorder_3", "POS"],
    ["reorder_3", "PCT3"],
    ["stack", "PCT3"],
    ["twostage", "POS"],
    ["twostage", "PCT3"],
  ])("%s, %s", (name, sampler) => {
    const subject = SUBJECTS.find((one) => one.name === name)!;
    const { found } = runTrials(subject.created, samplers[sampler]!, { seeds: 200, cap: 10_000, seconds: 30 });
    const other = Number(published.find((row) => row[0] === name && row[2] === sampler)![5]);
    expect(found).toHaveLength(200);
    // Means of geometric distributions, over 200 and 60 trials: together they err by 15 % (one sigma).
    expect(meanOf(found) / other).toBeGreaterThan(0.6);
    expect(meanOf(found) / other).toBeLessThan(1.6);
  });
});

test("the default finds every bug, with tasks there from the start and created", () => {
  for (const { name, present, created } of SUBJECTS) {
    for (const make of [present, created]) {
      const { found } = runTrials(make, (seed) => strategyByName("default", seed)!, {
        seeds: 3,
        cap: 500,
        seconds: 30,
      });
      expect([name, found.length]).toEqual([name, 3]);
    }
  }
});

test("a trial that is under way when time is up is not counted", () => {
  const [subject] = SUBJECTS;
  const never: Strategy = { name: "first", begin: () => true, pick: () => 0, choose: () => 0 };
  const trials = runTrials(subject!.present, () => never, { seeds: 20, cap: 1e9, seconds: 0.05 });
  expect([trials.finished, trials.found]).toEqual([0, []]);
  expect(trialsText(trials, 20)).toBe("– (0/0)");
});

test("figures say how many trials they stand for, unless it is all of them", () => {
  expect(trialsText({ finished: 3, found: [1, 2, 6] }, 3)).toBe("3.0");
  expect(trialsText({ finished: 3, found: [150, 251] }, 3)).toBe("201 (2/3)");
  expect(trialsText({ finished: 2, found: [1, 2] }, 3)).toBe("1.5 (2/2)");
  expect(publishedText({ found: 20, mean: 7.3 })).toBe("7.3");
  expect(publishedText({ found: 16, mean: 3225.3 })).toBe("3225 (16/20)");
  expect(publishedText({ found: 0, mean: 0 })).toBe("–");
  expect(publishedText(null)).toBe("");
});

test("published means are those of the artefacts", () => {
  const [surw, rff] = PUBLISHED;
  expect(publishedMean("reorder_100", surw)).toMatchObject({ found: 20 });
  expect(publishedMean("reorder_100", surw)?.mean).toBeCloseTo(194, 0);
  expect(publishedMean("twostage_100", rff)).toMatchObject({ found: 20 });
  expect(publishedMean("dining_deadlock_3", surw)).toBe(null);
});
