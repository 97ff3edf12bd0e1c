import { describe, expect, test } from "vitest";
import { geometryOf, tiny } from "../../../models/stage2/geometry.ts";
import type { Leaf } from "../../../models/stage2/leaf.ts";
import { RW } from "../../../models/stage2/perm.ts";
import { guestSizeByTag, ipas2Range } from "../../../models/stage2/tlbi.ts";

const page = (n: number, tag: number): Leaf => ({ n, c: n - 16, len: 1, pa: 64 + n, perm: RW, tag });

describe("IPAS2E1 unmaps", () => {
  test("what its TTL says, even where the tag says more", () => {
    expect(ipas2Range([page(21, 4)], 21, 1, tiny)).toEqual({ start: 21, size: 1 });
  });

  test("the guest block whose tag a page of it carries", () => {
    expect(ipas2Range([page(21, 4)], 21, null, tiny)).toEqual({ start: 20, size: 4 });
  });

  test("the guest block found by the tag at its first page, when the page itself is not mapped", () => {
    expect(ipas2Range([page(20, 4)], 23, null, tiny)).toEqual({ start: 20, size: 4 });
  });

  test("a chunk when the shadow knows nothing, or knows of a leaf that ends before", () => {
    expect(ipas2Range([], 21, null, tiny)).toEqual({ start: 16, size: 8 });
    expect(ipas2Range([page(20, 1)], 21, null, tiny)).toEqual({ start: 16, size: 8 });
  });

  test("a chunk in a shadow with stage-2 off: its leaves have no tag", () => {
    expect(guestSizeByTag([page(21, 0)], 21, tiny)).toBeNull();
  });

  test.each([
    ["4K", 2 ** 30],
    ["16K", 2 ** 25],
    ["64K", 2 ** 29],
  ] as const)("at most 0x%s granule: %i, without a hint", (granule, size) => {
    expect(ipas2Range([], 5 * size + 12345, null, geometryOf(granule, 48))).toEqual({ start: 5 * size, size });
  });
});
