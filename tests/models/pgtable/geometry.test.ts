import { describe, expect, test } from "vitest";
import type { Granule, PageGeometry } from "../../../models/pgtable/geometry.ts";
import { stage2Geometry, tinyGeometry } from "../../../models/pgtable/geometry.ts";
import type { LeafWalkData } from "../../../models/pgtable/get-leaf.ts";
import { kvm_pgtable_get_leaf } from "../../../models/pgtable/get-leaf.ts";
import { kvm_pgtable_stage2_map } from "../../../models/pgtable/map.ts";
import { KVM_PGTABLE_PROT_R } from "../../../models/pgtable/prot.ts";
import { kvm_pgtable_stage2_split } from "../../../models/pgtable/split.ts";
import { kvm_pgtable_stage2_unmap } from "../../../models/pgtable/unmap.ts";
import { meet } from "./vm.ts";

describe("where a table starts", () => {
  test.for<[granule: Granule, bits: number, start_level: number, pages: number]>([
    ["4K", 32, 2, 4],
    ["4K", 34, 2, 16],
    ["4K", 40, 1, 2],
    ["4K", 44, 0, 1],
    ["4K", 48, 0, 1],
    ["16K", 36, 2, 1],
    ["16K", 40, 2, 16],
    ["16K", 48, 1, 2],
    ["64K", 40, 2, 1],
    ["64K", 46, 2, 16],
    ["64K", 48, 1, 1],
  ])("%s, %d bits", ([granule, bits, start_level, pgdPages]) => {
    expect(stage2Geometry(granule, bits)).toMatchObject({ start_level, pgdPages });
  });

  test("widths that KVM does not have are refused", () => {
    for (const bits of [31, 49, 40.5]) {
      expect(() => stage2Geometry("4K", bits)).toThrow(
        new RangeError(`geometry 4K: ${bits} address bits; give an integer from 32 to 48`),
      );
    }
  });
});

const geometries: PageGeometry[] = [
  stage2Geometry("4K", 36),
  stage2Geometry("16K", 40),
  stage2Geometry("64K", 40),
  tinyGeometry(2),
  tinyGeometry(2, 2),
  tinyGeometry(3),
  tinyGeometry(3, 2),
];

test.for(geometries.map((geometry) => [geometry.name, geometry] as const))(
  "%s: the last block is mapped, split, unmapped",
  ([, geometry]) => {
    const size = geometry.granules[3]!;
    const page = geometry.granules[4]!;
    const ipa = 2 ** geometry.ia_bits - size;
    const seen: LeafWalkData[] = [];
    const { broken, answers } = meet({
      geometry,
      calls: [
        function* inOrder({ pgt }, mc) {
          const leaf = function* at(addr: number) {
            const data = { pte: 0, level: 0 };
            yield* kvm_pgtable_get_leaf(pgt, addr, data);
            seen.push(data);
          };
          let ret = yield* kvm_pgtable_stage2_map(pgt, ipa, size, size, KVM_PGTABLE_PROT_R, mc, 0);
          yield* leaf(ipa + page);
          ret ||= yield* kvm_pgtable_stage2_split(pgt, ipa, size, mc);
          yield* leaf(ipa + page);
          ret ||= yield* kvm_pgtable_stage2_unmap(pgt, ipa + page, page);
          yield* leaf(ipa + page);
          yield* leaf(ipa);
          return ret;
        },
      ],
    });
    expect(broken).toEqual({});
    expect(answers).toEqual(["0"]);
    expect(seen.map(({ level, pte }) => [level, pte === 0])).toEqual([
      [2, false],
      [3, false],
      [3, true],
      [3, false],
    ]);
  },
);
