import { describe, expect, test } from "vitest";
import { counter } from "../../bench/counter/s2check.ts";
import { counterWorkload } from "../../bench/counter/workload.ts";
import { shadow } from "../../bench/shadow/s2check.ts";
import { shadowWorkload } from "../../bench/shadow/workload.ts";
import { figuresOf } from "../litmus/figures.ts";

test("the share of failing random walks that each workload states is exact", () => {
  expect(figuresOf(counter).randomWalk).toBeCloseTo(counterWorkload.failing, 12);
  expect(figuresOf(shadow).randomWalk).toBeCloseTo(shadowWorkload.failing, 12);
});

describe.each([counterWorkload, shadowWorkload])("$name: what is compared does the same", ({ failing, subjects }) => {
  test.each(subjects)("$name", async ({ run }) => {
    const executions = 2_000;
    const share = (await run(executions, 1)) / executions;
    expect(Math.abs(share - failing)).toBeLessThan(4 * Math.sqrt((failing * (1 - failing)) / executions));
  });
});
