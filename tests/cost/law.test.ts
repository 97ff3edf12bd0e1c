import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lawThrough, numberAt, pointsOf, printLaw, refutedBy } from "../../src/cost/law.ts";
import type { Axis } from "../../src/cost/law.ts";

const n: Axis = { name: "n", title: "pages", sizes: [2, 3, 5, 8], degree: 2 };
const s: Axis = { name: "s", title: "steps", sizes: [4, 8, 16], degree: 1 };

const lawOf = (value: (n: number, s: number) => number) =>
  lawThrough(
    [n, s],
    pointsOf([n, s]).fit.map(([pages = 0, steps = 0]) => value(pages, steps)),
  );

describe("a law", () => {
  it("is fitted to every combination of the first sizes, and checked at others", () => {
    const { fit, check } = pointsOf([n, s]);
    expect(fit).toEqual([
      [2, 4],
      [2, 8],
      [3, 4],
      [3, 8],
      [5, 4],
      [5, 8],
    ]);
    expect(check).toEqual([
      [8, 4],
      [2, 16],
      [8, 16],
    ]);
  });

  it("finds any polynomial of its degrees again, with exact factors", () => {
    const factor = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(fc.array(factor, { minLength: 6, maxLength: 6 }), ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]) => {
        const value = (x: number, y: number): number => a + b * x + c * x * x + (d + e * x + f * x * x) * y;
        const law = lawOf(value);
        expect(numberAt(law, [1_000, 262_144])).toBe(value(1_000, 262_144));
        expect(refutedBy(law, [{ at: [8, 16], value: value(8, 16) }])).toBeNull();
      }),
    );
  });

  it("is refuted by what follows none", () => {
    const law = lawOf((pages) => Math.ceil(Math.log2(pages)));
    const sample = { at: [8, 4], value: 3 };
    expect(refutedBy(law, [{ at: [2, 4], value: 1 }, sample])).toBe(sample);
  });

  it("is exact where numbers are not: 2^27 pages squared, halved", () => {
    const law = lawOf((pages) => (pages * (pages + 1)) / 2);
    expect(numberAt(law, [2 ** 27, 1])).toBe(2 ** 53 + 2 ** 26);
  });

  it.each([
    ["0", () => 0],
    ["7", () => 7],
    ["s", (_pages: number, steps: number) => steps],
    ["n²·s + 3·n - 2", (pages: number, steps: number) => pages * pages * steps + 3 * pages - 2],
    ["1/2·n² - 1/2·n", (pages: number) => (pages * (pages - 1)) / 2],
  ])("prints as %s", (text, value) => {
    expect(printLaw(lawOf(value))).toBe(text);
  });
});
