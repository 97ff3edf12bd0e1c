import { describe, expect, test } from "vitest";
import { type Granule, geometryOf, isLeafSize, tiny, wholeNested } from "../../../models/stage2/geometry.ts";
import { chunkEnd, unmapSteps } from "../../../models/stage2/unmap.ts";

describe("steps of a full unmap of an empty table", () => {
  test.each<[Granule, number, number]>([
    ["4K", 40, 1_024],
    ["16K", 40, 32_768],
    ["64K", 40, 2_048],
    ["4K", 48, 262_144],
    ["16K", 48, 8_388_608],
    ["64K", 48, 524_288],
  ])("%s granule, %i bits: %i", (granule, bits, steps) => {
    const g = geometryOf(granule, bits);
    expect(unmapSteps(wholeNested(g), g)).toBe(steps);
  });

  test("the tiny geometry takes 4", () => {
    expect(unmapSteps(wholeNested(tiny), tiny)).toBe(4);
  });
});

test("counting the steps agrees with taking them, aligned or not", () => {
  for (let start = 0; start < 20; start++) {
    for (let size = 0; start + size <= 32; size++) {
      let steps = 0;
      for (let at = start; at < start + size; at = chunkEnd(at, start + size, tiny)) steps++;
      expect(unmapSteps({ start, size }, tiny)).toBe(steps);
    }
  }
});

test("a range of one aligned chunk never reaches a place to yield, two bytes over its end do", () => {
  const g = geometryOf("4K", 48);
  expect(unmapSteps({ start: 3 * g.chunk, size: g.chunk }, g)).toBe(1);
  expect(unmapSteps({ start: 4 * g.chunk - 1, size: 2 }, g)).toBe(2);
});

test("leaf sizes are those of the granule", () => {
  expect([4096, 2 ** 21, 2 ** 30].every((size) => isLeafSize(geometryOf("4K", 48), size))).toBe(true);
  expect([2 ** 21, 2 ** 30].some((size) => isLeafSize(geometryOf("16K", 48), size))).toBe(false);
  expect(geometryOf("64K", 48).blocks).toEqual([2 ** 29]);
});

test("a table that starts at level 2 has no leaf of 1G, its steps stay as long", () => {
  expect(geometryOf("4K", 34)).toMatchObject({ blocks: [2 ** 21], chunk: 2 ** 30 });
  expect(geometryOf("4K", 35).blocks).toEqual([2 ** 21, 2 ** 30]);
});

test("the canonical space may be narrower than the nested one", () => {
  expect(geometryOf("4K", 48, 40)).toMatchObject({ name: "4K/48", canonicalSize: 2 ** 40, nestedSize: 2 ** 48 });
});

test.each([31, 53, 40.5])("%d address bits are refused in one sentence", (bits) => {
  expect(() => geometryOf("4K", bits)).toThrow(`geometry 4K: ${bits} address bits; give an integer from 32 to 52`);
});
