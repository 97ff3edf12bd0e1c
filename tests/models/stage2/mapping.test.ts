import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { back, invalidate, protect } from "../../../models/stage2/canonical.ts";
import { geometryOf, tiny } from "../../../models/stage2/geometry.ts";
import {
  findMapping,
  leafAt,
  type Mapping,
  type Mappings,
  outputOf,
  within,
  without,
  withMapping,
} from "../../../models/stage2/mapping.ts";
import { R, RW, W } from "../../../models/stage2/perm.ts";
import * as arbitrary from "./arbitraries.ts";

const outputs = (table: Mappings, count: number): (number | null)[] =>
  Array.from({ length: count }, (_, address) => {
    const mapping = findMapping(table, address);
    return mapping === null ? null : outputOf(mapping, address);
  });

const eight: Mapping = { start: 0, size: 8, to: 64, perm: RW, block: 4 };

test("writing replaces what it overlaps and nothing else, erasing takes out the range", () => {
  fc.assert(
    fc.property(arbitrary.guestTable, arbitrary.guestMapping, (table, written) => {
      const inside = (n: number) => findMapping([written], n) !== null;
      const old = outputs(table, 32);
      const replaced = old.map((out, n) => (inside(n) ? outputOf(written, n) : out));
      expect(outputs(withMapping(table, written), 32)).toEqual(replaced);
      expect(outputs(without(table, written), 32)).toEqual(old.map((out, n) => (inside(n) ? null : out)));
      expect(outputs(within(table, written), 32)).toEqual(old.map((out, n) => (inside(n) ? out : null)));
    }),
  );
});

describe("the leaf a walk ends in", () => {
  test("is the block while it is whole, and the largest piece after a cut", () => {
    const g = geometryOf("4K", 48);
    const cut = without([{ start: 0, size: 2 ** 30, to: 0, perm: RW, block: 2 ** 30 }], { start: 4096, size: 4096 });
    expect(leafAt({ ...eight, size: 2 ** 30, block: 2 ** 30 }, 5, g)).toEqual({ start: 0, size: 2 ** 30 });
    expect(cut.map((part) => leafAt(part, 2 ** 21 + 4096, g).size)).toEqual([4096, 2 ** 21]);
  });

  test("is never longer than what it was written with", () => {
    expect(leafAt({ ...eight, block: 1 }, 5, tiny)).toEqual({ start: 5, size: 1 });
    expect(leafAt(eight, 5, tiny)).toEqual({ start: 4, size: 4 });
  });
});

describe("the host", () => {
  test("gives other frames only after an invalidation", () => {
    const moved = { ...eight, start: 4, size: 1, to: 99 };
    expect(() => back([eight], moved)).toThrow("canonical 0x4 is backed by frame 0x44, not 0x63: invalidate it first");
    expect(outputs(back(invalidate([eight], moved), moved), 8)).toEqual([64, 65, 66, 67, 99, 69, 70, 71]);
  });

  test("may change rights and leaf sizes of the same frames at any time", () => {
    expect(back([eight], { ...eight, perm: R, block: 1 })).toEqual([{ ...eight, perm: R, block: 1 }]);
  });

  test("protects exactly the range", () => {
    const table = protect([eight], { start: 2, size: 3 });
    const writable = Array.from({ length: 8 }, (_, c) => ((findMapping(table, c)?.perm ?? 0) & W) !== 0);
    expect(writable).toEqual([true, true, false, false, false, true, true, true]);
    expect(outputs(table, 8)).toEqual(outputs([eight], 8));
  });
});
