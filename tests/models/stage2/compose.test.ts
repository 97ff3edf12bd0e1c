import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compose } from "../../../models/stage2/compose.ts";
import { geometryOf, tiny } from "../../../models/stage2/geometry.ts";
import { malformed } from "../../../models/stage2/leaf.ts";
import { findMapping, leafAt, type Mapping, outputOf } from "../../../models/stage2/mapping.ts";
import { allows, R, RW, RWX, W } from "../../../models/stage2/perm.ts";
import * as arbitrary from "./arbitraries.ts";

const guestBlock: Mapping = { start: 4, size: 4, to: 8, perm: RW, block: 4 };
const hostBlock: Mapping = { start: 8, size: 4, to: 64, perm: RWX, block: 4 };

describe("size", () => {
  test("a block on both sides gives a block, tagged with the guest's size, whichever page was touched", () => {
    const leaf = { n: 4, c: 8, len: 4, pa: 64, perm: RW, tag: 4 };
    expect([4, 5, 6, 7].map((n) => compose(n, [guestBlock], [hostBlock], tiny))).toEqual([leaf, leaf, leaf, leaf]);
  });

  const page = { n: 5, c: 9, len: 1, pa: 65, perm: RW, tag: 4 };

  test("host pages under a guest block give pages that keep the guest's tag", () => {
    expect(compose(5, [guestBlock], [{ ...hostBlock, block: 1 }], tiny)).toEqual(page);
  });

  test("guest pages over a host block give pages", () => {
    expect(compose(5, [{ ...guestBlock, block: 1 }], [hostBlock], tiny)).toEqual({ ...page, tag: 1 });
  });

  test("dirty logging asks for pages", () => {
    expect(compose(5, [guestBlock], [hostBlock], tiny, tiny.page)).toEqual(page);
  });

  test("frames that are not congruent with their canonical addresses give pages", () => {
    expect(compose(5, [guestBlock], [{ ...hostBlock, to: 65 }], tiny)).toEqual({ ...page, pa: 66 });
  });

  test("nested addresses that are not congruent with their canonical ones give pages, with stage-2 on", () => {
    expect(compose(5, [{ ...guestBlock, to: 7 }], [{ ...hostBlock, start: 4, size: 8, to: 60 }], tiny)).toMatchObject({
      n: 5,
      c: 8,
      len: 1,
    });
  });

  test("a block whose host side lost a page gives pages", () => {
    expect(compose(5, [guestBlock], [{ ...hostBlock, size: 3 }], tiny)).toEqual(page);
  });

  test("a 1G guest block over 2M host blocks gives 2M", () => {
    const g = geometryOf("4K", 48);
    const guest = [{ start: 2 ** 40, size: 2 ** 30, to: 2 ** 30, perm: RW, block: 2 ** 30 }];
    const host = [{ start: 2 ** 30, size: 2 ** 30, to: 2 ** 35, perm: RW, block: 2 ** 21 }];
    expect(compose(2 ** 40 + 2 ** 21 + 4096, guest, host, g)).toEqual({
      n: 2 ** 40 + 2 ** 21,
      c: 2 ** 30 + 2 ** 21,
      len: 2 ** 21,
      pa: 2 ** 35 + 2 ** 21,
      perm: RW,
      tag: 2 ** 30,
    });
  });
});

test("with stage-2 off, nested is canonical and the leaf has no tag", () => {
  expect(compose(9, null, [hostBlock], tiny)).toEqual({ n: 8, c: 8, len: 4, pa: 64, perm: RWX, tag: 0 });
});

test("a hole in either stage is no translation", () => {
  expect(compose(3, [guestBlock], [hostBlock], tiny)).toBeNull();
  expect(compose(4, [guestBlock], [], tiny)).toBeNull();
});

test("a composition is the two stages page by page, no longer than either, and maximal", () => {
  fc.assert(
    fc.property(arbitrary.guestTable, arbitrary.hostTable, fc.nat(31), (guest, host, n) => {
      const first = findMapping(guest, n);
      const second = first === null ? null : findMapping(host, outputOf(first, n));
      const leaf = compose(n, guest, host, tiny);
      if (first === null || second === null || leaf === null) {
        expect(first === null || second === null).toBe(leaf === null);
        return;
      }
      expect(malformed(leaf, tiny)).toBeNull();
      const shorter = Math.min(leafAt(first, n, tiny).size, leafAt(second, outputOf(first, n), tiny).size);
      expect(leaf.len).toBeLessThanOrEqual(shorter);
      if (shorter === 4 && second.to % 4 === 0) expect(leaf.len).toBe(4);
      expect(leaf.perm).toBe(first.perm & second.perm);
      for (let i = 0; i < leaf.len; i++) {
        const c = outputOf(first, leaf.n + i);
        expect(findMapping(guest, leaf.n + i)).toBe(first);
        expect(findMapping(host, c)).toBe(second);
        expect([leaf.c + i, leaf.pa + i]).toEqual([c, outputOf(second, c)]);
      }
    }),
  );
});

test("rights are monotone: more from either stage never takes a right away", () => {
  const lower: Mapping = { ...guestBlock, perm: R };
  fc.assert(
    fc.property(arbitrary.perm, arbitrary.perm, fc.boolean(), (guest, host, raiseGuest) => {
      const give = (g: number, h: number) =>
        compose(5, [{ ...lower, perm: g }], [{ ...hostBlock, perm: h }], tiny)?.perm ?? 0;
      const before = give(guest, host);
      expect(allows(give(guest | (raiseGuest ? W : 0), host | (raiseGuest ? 0 : W)), before)).toBe(true);
    }),
  );
});
