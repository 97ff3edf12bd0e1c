import { describe, expect, test } from "vitest";
import { mapleV2 } from "../../../models/nested/designs/maple-v2.ts";
import { mapleV3 } from "../../../models/nested/designs/maple-v3.ts";
import type { MapleKnobs } from "../../../models/nested/designs/maple/knobs.ts";
import type { NestedDesign } from "../../../models/nested/reverse-map.ts";
import { replayLine } from "./revmap_replay.ts";
import type { Mismatch } from "./revmap_replay.ts";
import { readRevmapVectors } from "./revmap_vector_file.ts";
import type { RevmapOp } from "./revmap_vector_file.ts";

/**
 * The recorded algorithm is v2 with two knobs turned: an entry that is there already is kept, and the canonical address
 * is taken as given (the recordings have sizes that no leaf has). It is v2, and v3, in that an unmap takes entries whole
 * and reports their whole nested range, in that UNKNOWN and the broken state end in an unmap of everything that clears the
 * tree and the flag, and in that a broken map goes on recording.
 */
const AS_RECORDED: Partial<MapleKnobs> = { overlapPolicy: "identicalIsNoop", canonicalIpa: "asFaulted" };

const lines = readRevmapVectors();

function replay(design: NestedDesign) {
  const ops: Record<string, number> = {};
  const count = ({ op }: RevmapOp) => void (ops[op] = (ops[op] ?? 0) + 1);
  const found = lines.map((line) => replayLine(line, design, count));
  return { mismatches: found.filter((mismatch): mismatch is Mismatch => mismatch !== null), ops };
}

describe("recordings of a reverse map on the kernel's maple tree", () => {
  test.for([
    ["v2", mapleV2.turned(AS_RECORDED)],
    ["v3", mapleV3.turned(AS_RECORDED)],
    ["v2, cleared after the unmap", mapleV2.turned({ ...AS_RECORDED, clearPoint: "atEnd" })],
    ["v2, cleared before the unmap", mapleV2.turned({ ...AS_RECORDED, clearPoint: "atStart" })],
  ] as const)("are what %s does", ([, design]) => {
    const { mismatches, ops } = replay(design);
    expect(mismatches).toEqual([]);
    expect(lines).toHaveLength(411);
    expect(ops).toEqual({ record: 8_582, record_nomem: 111, unmap: 4_087, clear: 167 });
  });

  test.for<[keyof MapleKnobs, Partial<MapleKnobs>, string]>([
    ["overlapPolicy", { overlapPolicy: "spanUnknown" }, "record result"],
    ["valueEncoding", { valueEncoding: "rawZeroable" }, "record result"],
    ["canonicalIpa", { canonicalIpa: "aligned" }, "record state"],
    ["onInsertFail", { onInsertFail: "ignore" }, "record_nomem broken"],
    ["recordWhenBroken", { recordWhenBroken: "skip" }, "record_nomem result"],
    ["clearPoint", { clearPoint: "never" }, "unmap state"],
    ["replacedLeaf", { replacedLeaf: "evict" }, "record result"],
  ])("tell another %s apart", ([, turned, differsFirstIn]) => {
    const [first] = replay(mapleV2.turned({ ...AS_RECORDED, ...turned })).mismatches;
    expect(`${lines[first!.line]!.ops[first!.opIndex]!.op} ${first!.field}`).toBe(differsFirstIn);
  });
});
