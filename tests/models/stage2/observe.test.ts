import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { back, invalidate, protect } from "../../../models/stage2/canonical.ts";
import { tiny, wholeNested } from "../../../models/stage2/geometry.ts";
import {
  emptyView,
  erase,
  type GuestView,
  identityView,
  retireIpa,
  retireRange,
  rewrite,
} from "../../../models/stage2/guest-view.ts";
import type { Leaf } from "../../../models/stage2/leaf.ts";
import type { Mapping, Mappings } from "../../../models/stage2/mapping.ts";
import { forbidden, forbiddenLeaf } from "../../../models/stage2/observe.ts";
import { R, RW, RWX, W } from "../../../models/stage2/perm.ts";
import * as arbitrary from "./arbitraries.ts";

const guest = (start: number, to: number, perm = RW, block = 1): Mapping => ({ start, size: block, to, perm, block });
/** Canonical page c is backed by frame 0x40 + c. */
const host: Mappings = [{ start: 0, size: 16, to: 64, perm: RWX, block: 4 }];
const read = (n: number, pa: number) => ({ n, pa, access: R });
const write = (n: number, pa: number) => ({ n, pa, access: W });

describe("between an L1 rewrite and its TLBI", () => {
  const before = rewrite(emptyView, guest(2, 3));
  const after = rewrite(before, guest(2, 5));

  test("the old and the new translation may both be observed", () => {
    expect(forbidden(after, host, write(2, 67))).toBeNull();
    expect(forbidden(after, host, write(2, 69))).toBeNull();
    expect(forbidden(before, host, write(2, 69))).toBe(
      "nested 0x2 reached frame 0x45, but may only reach canonical 0x3 (frame 0x43)",
    );
  });

  test("the old one ends when the TLBI retires, the new one stays", () => {
    const retired = retireIpa(after, 2, after.clock, tiny);
    expect(forbidden(retired, host, read(2, 67))).toContain("may only reach canonical 0x5 (frame 0x45)");
    expect(forbidden(retired, host, read(2, 69))).toBeNull();
  });

  test("a TLBI that was issued before the rewrite, or elsewhere, ends nothing", () => {
    expect(retireIpa(after, 2, before.clock, tiny)).toEqual(after);
    expect(retireRange(after, { start: 3, size: 29 }, after.clock)).toEqual(after);
  });

  test("a right taken away lasts until the TLBI", () => {
    const readOnly = rewrite(before, guest(2, 3, R));
    expect(forbidden(readOnly, host, write(2, 67))).toBeNull();
    expect(forbidden(retireIpa(readOnly, 2, readOnly.clock, tiny), host, write(2, 67))).toBe(
      "nested 0x2 allowed -w--; L1 gives r---, the host rwpu",
    );
  });

  test("without break-before-make the rights of one entry may show at the address of the other", () => {
    const mixed = rewrite(before, guest(2, 5, R));
    expect(forbidden(mixed, host, write(2, 69))).toBeNull();
  });

  test("an erased entry ends with its TLBI, and what L1 never mapped was never due", () => {
    const erased = erase(before, { start: 2, size: 1 });
    expect(forbidden(erased, host, read(2, 67))).toBeNull();
    const sentence = "nested 0x2 is translated by no entry of L1, current or stale";
    expect(forbidden(retireRange(erased, wholeNested(tiny), erased.clock), host, read(2, 67))).toBe(sentence);
    expect(forbidden(emptyView, host, read(2, 67))).toBe(sentence);
  });
});

describe("a TLBI by address", () => {
  const block = rewrite(emptyView, guest(4, 8, RW, 4));
  const gone = erase(block, { start: 4, size: 4 });

  test("without a TTL ends the whole block that translated the address", () => {
    const retired = retireIpa(gone, 6, gone.clock, tiny);
    for (let n = 4; n < 8; n++) expect(forbidden(retired, host, read(n, 68 + n))).not.toBeNull();
  });

  test("over a range, or with a TTL, ends what it names", () => {
    const retired = retireRange(gone, { start: 4, size: 2 }, gone.clock);
    expect([4, 5, 6, 7].map((n) => forbidden(retired, host, read(n, 68 + n)) === null)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe("host invalidation", () => {
  const view = rewrite(emptyView, guest(2, 3));
  const gone = invalidate(host, { start: 3, size: 1 });

  test("once the notifier returned nothing of the range may be observed, not even through a stale translation", () => {
    const sentence = "nested 0x2 reached frame 0x43, but may only reach canonical 0x3 (backed by nothing)";
    expect(forbidden(view, gone, read(2, 67))).toBe(sentence);
    expect(forbidden(erase(view, { start: 2, size: 1 }), gone, read(2, 67))).toBe(sentence);
  });

  test("after revalidation only the new frame", () => {
    const revalidated = back(gone, { start: 3, size: 1, to: 99, perm: RW, block: 1 });
    expect(forbidden(view, revalidated, write(2, 99))).toBeNull();
    expect(forbidden(view, revalidated, read(2, 67))).toContain("canonical 0x3 (frame 0x63)");
  });

  test("after write protection reads only, until the right is given again", () => {
    const logged = protect(host, { start: 3, size: 1 });
    expect(forbidden(view, logged, read(2, 67))).toBeNull();
    expect(forbidden(view, logged, write(2, 67))).toContain("L1 gives rw--, the host r-pu");
    const dirty = back(logged, { start: 3, size: 1, to: 67, perm: RWX, block: 1 });
    expect(forbidden(view, dirty, write(2, 67))).toBeNull();
  });
});

test("with stage-2 off L2 sees the host alone", () => {
  expect(forbidden(identityView(tiny), host, write(3, 67))).toBeNull();
  expect(forbidden(identityView(tiny), host, write(16, 80))).not.toBeNull();
});

describe("mutants that a leaf betrays", () => {
  const view = rewrite(emptyView, guest(4, 8, RW, 4));
  const leaf: Leaf = { n: 4, c: 8, len: 4, pa: 72, perm: RW, tag: 4 };

  test("the right leaf is allowed", () => expect(forbiddenLeaf(view, host, leaf)).toBeNull());

  test("rights beyond L1's", () => {
    expect(forbiddenLeaf(view, host, { ...leaf, perm: RWX })).toContain("nested 0x4 may have rw-- only");
  });

  test("rights beyond the host's, on one page of a block", () => {
    const logged = protect(host, { start: 10, size: 1 });
    expect(forbiddenLeaf(view, logged, leaf)).toContain("nested 0x6 may have r--- only");
  });

  test("a block longer than L1's", () => {
    const page = rewrite(emptyView, guest(4, 8));
    expect(forbiddenLeaf(page, host, leaf)).toContain("takes nested 0x5 to canonical 0x9");
  });

  test("a block longer than the host's", () => {
    const shared = back(invalidate(host, { start: 11, size: 1 }), { start: 11, size: 1, to: 99, perm: RW, block: 1 });
    expect(forbiddenLeaf(view, shared, leaf)).toContain("canonical 0xb is not frame 0x4b but frame 0x63");
  });

  test("a notifier that forgot a page of it", () => {
    expect(forbiddenLeaf(view, invalidate(host, { start: 9, size: 1 }), leaf)).toContain("but backed by nothing");
  });

  test("a TLBI that left it", () => {
    const gone = erase(view, { start: 4, size: 4 });
    expect(forbiddenLeaf(gone, host, leaf)).toBeNull();
    expect(forbiddenLeaf(retireIpa(gone, 5, gone.clock, tiny), host, leaf)).toContain(
      "takes nested 0x4 to canonical 0x8",
    );
  });

  test("a TLBI that was too short for the guest's block", () => {
    const gone = erase(view, { start: 4, size: 4 });
    const last: Leaf = { n: 7, c: 11, len: 1, pa: 75, perm: RW, tag: 4 };
    expect(forbiddenLeaf(retireIpa(gone, 5, gone.clock, tiny), host, last)).toContain(
      "takes nested 0x7 to canonical 0xb",
    );
  });

  test("a recycled shadow run before its pending unmap", () => {
    expect(forbiddenLeaf(rewrite(emptyView, guest(4, 0, RW, 4)), host, leaf)).toContain("no entry of L1");
  });
});

test("a leaf is forbidden exactly when some page of it would be, seen by its canonical address", () => {
  const history = fc.array(fc.tuple(arbitrary.guestMapping, fc.boolean()), { maxLength: 6 });
  fc.assert(
    fc.property(history, arbitrary.hostTable, arbitrary.leaf, fc.boolean(), (written, backing, drawn, composed) => {
      const view = written.reduce<GuestView>(
        (v, [m, keep]) => (keep ? rewrite(v, m) : erase(rewrite(v, m), m)),
        emptyView,
      );
      const [own] = composed ? arbitrary.filledBy(view.current, backing, [{ n: drawn.n, limit: drawn.len }]) : [];
      const leaf = own ?? drawn;
      const pages = Array.from({ length: leaf.len }, (_, i) => {
        const through = [...view.current, ...view.stale].filter((m) => m.to - m.start === leaf.c - leaf.n);
        const sameCanonical = through.some((m) => m.start <= leaf.n + i && leaf.n + i < m.start + m.size);
        return (
          sameCanonical && forbidden(view, backing, { n: leaf.n + i, pa: leaf.pa + i, access: leaf.perm }) === null
        );
      });
      const allowed = forbiddenLeaf(view, backing, leaf) === null;
      expect(allowed).toBe(pages.every(Boolean));
    }),
  );
});
