import { beforeAll, describe, expect, it } from "vitest";
import { exampleCost } from "./example.ts";
import { crossoverText, shortNumber, shortValue } from "../../src/cost/number.ts";
import { renderCost } from "../../src/cost/text.ts";
import type { CostDocument } from "../../src/cost/document.ts";

let cost: CostDocument;
beforeAll(() => {
  cost = exampleCost();
});

it("tables say what was executed and what is computed", async () => {
  await expect(`${renderCost(cost).join("\n")}\n`).toMatchFileSnapshot("golden/cost.txt");
});

it("a figure whose counts follow no formula is not guessed", () => {
  const [workload] = cost.workloads;
  const curves = workload!.curves.map((curve) => ({ ...curve, figures: { ...curve.figures, steps: null } }));
  const lines = renderCost({ ...cost, workloads: [{ ...workload!, curves }] });
  expect(lines.find((line) => line.startsWith("maple-v2 "))).toMatch(/^maple-v2 +\? +1 /);
});

describe("numbers", () => {
  it.each([
    [0, "0"],
    [0.5, "0.5"],
    [99.96, "100"],
    [8_388_608, "8,388,608"],
    [16_777_216, "16.8M"],
    [134_217_728, "134.2M"],
    [2 ** 40, "1.1T"],
    [null, "?"],
  ])("%s is %s", (value, text) => {
    expect(shortNumber(value)).toBe(text);
  });

  it("bytes have binary units", () => {
    expect([0, 256, 1.5 * 2 ** 30, null].map((value) => shortValue("bytes", value))).toEqual([
      "0 B",
      "256 B",
      "1.5 GiB",
      "?",
    ]);
  });

  it("a crossover says of how many", () => {
    expect(crossoverText({ places: 32_768, troubled: 10 })).toBe("10 of 32,768");
    expect(crossoverText({ places: 32_768, troubled: null })).toBe("never");
  });
});
