import { expect, test } from "vitest";
import { diffLeaves, diffMappings, formatDifferences } from "../../../models/stage2/diff.ts";
import { RW, R } from "../../../models/stage2/perm.ts";

const page = { n: 1, c: 3, len: 1, pa: 7, perm: RW, tag: 1 };
const block = { n: 4, c: 8, len: 4, pa: 64, perm: RW, tag: 0 };

test("equal states have no difference", () => {
  expect(diffLeaves("shadow 0", [page, block], [{ ...page }, block])).toEqual([]);
});

test("each difference has its path and both sides, in address order", () => {
  const now = [
    { ...page, n: 0 },
    { ...page, perm: R },
  ];
  expect(formatDifferences(diffLeaves("shadow 0", [page, block], now))).toBe(
    [
      "shadow 0[0x0]: nothing, then nested 0x0 -> canonical 0x3 -> frame 0x7 rw-- tag 0x1",
      "shadow 0[0x1]: nested 0x1 -> canonical 0x3 -> frame 0x7 rw-- tag 0x1, then nested 0x1 -> canonical 0x3 -> frame 0x7 r--- tag 0x1",
      "shadow 0[0x4]: nested 0x4+0x4 -> canonical 0x8 -> frame 0x40 rw--, then nothing",
    ].join("\n"),
  );
});

test("any field of a leaf makes a difference", () => {
  for (const field of ["c", "len", "pa", "perm", "tag"] as const) {
    expect(diffLeaves("s", [block], [{ ...block, [field]: block[field] + 1 }])).toHaveLength(1);
  }
});

test("tables of mappings are compared alike", () => {
  const run = { start: 0, size: 8, to: 64, perm: RW, block: 4 };
  expect(diffMappings("host", [run], [{ ...run, perm: R }])).toEqual([
    { path: "host[0x0]", before: "0x0+0x8 -> 0x40 rw-- by 0x4", after: "0x0+0x8 -> 0x40 r--- by 0x4" },
  ]);
});
