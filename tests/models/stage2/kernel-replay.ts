import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Geometry, geometryOf, largestLeaf } from "../../../models/stage2/geometry.ts";
import { alignDown, endOf, type IpaRange, isAligned, roundOut } from "../../../models/stage2/interval.ts";
import type { Leaf, Leaves } from "../../../models/stage2/leaf.ts";
import { mapLeaf, relaxPerms, type TableResult, unmapNested, writeProtect } from "../../../models/stage2/leaf-table.ts";
import { type Perm, PX, R, UX, W } from "../../../models/stage2/perm.ts";

/** Recordings of hyp/pgtable.c, 7.3.4, run in user space with the 4K granule: what each operation left in the table. */
export interface Recording {
  readonly cfg: { readonly ia_bits: number; readonly as_s1: number };
  readonly ops: readonly Op[];
  readonly results: readonly { readonly r: number | null }[];
  readonly states: readonly ({ readonly leaves: readonly Run[] } | null)[];
}

interface Op {
  readonly op: string;
  readonly ipa?: string;
  readonly size?: string;
  readonly pa?: string;
  readonly prot?: string;
}

/** `[ipa, level, count, pa, attributes]`: `count` leaves of one level side by side. */
type Run = readonly [string, number, number, string, string];

export function readRecordings(): readonly Recording[] {
  const text = gunzipSync(readFileSync(new URL("../../vectors/pgtable-vectors.jsonl.gz", import.meta.url))).toString();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Recording);
}

const page = 2 ** 12;

const sizes: Record<number, number> = { 1: 2 ** 30, 2: 2 ** 21, 3: page };

const permOf = (letters: string): Perm =>
  (letters.includes("r") ? R : 0) |
  (letters.includes("w") ? W : 0) |
  (letters.includes("p") ? PX : 0) |
  (letters.includes("u") ? UX : 0);

/** Whatever else an entry holds (access flag, memory type, software bits) stands in for the tag. */
const tagOf = (rest: string): number => rest.split("").reduce((tag, letter) => tag * 128 + letter.charCodeAt(0), 0);

export const leavesOf = (runs: readonly Run[]): Leaves =>
  runs.flatMap(([ipa, level, count, pa, attributes]) => {
    const len = sizes[level] ?? NaN;
    const first: Leaf = {
      n: hexOf(ipa),
      c: 0,
      len,
      pa: hexOf(pa),
      perm: permOf(attributes.slice(0, 4)),
      tag: tagOf(attributes.slice(4)),
    };
    return Array.from({ length: count }, (_, i) => ({ ...first, n: first.n + i * len, pa: first.pa + i * len }));
  });

const hexOf = (text: string | undefined): number => (text === undefined ? NaN : Number.parseInt(text, 16));

/** The walker rounds its start down before it adds the size, so an unaligned start does not lengthen the range. */
const walked = ({ ipa, size }: Op): IpaRange =>
  roundOut({ start: alignDown(hexOf(ipa), page), size: hexOf(size) }, page);

/** In chunks only the first start can be unaligned, so what its rounding cut off comes back at the end of the last. */
const walkedInChunks = (op: Op): IpaRange => {
  const oneChunk = endOf(walked(op)) <= alignDown(hexOf(op.ipa), 2 ** 30) + 2 ** 30;
  return oneChunk ? walked(op) : roundOut({ start: hexOf(op.ipa), size: hexOf(op.size) }, page);
};

/** The leaf entry that `map` writes: access flag set, memory type, software bits as one hex digit. */
function entryOf(prot: string): Pick<Leaf, "perm" | "tag" | "c"> {
  const type = prot.includes("D") ? "D" : prot.includes("C") ? "C" : "N";
  const software = [0, 1, 2, 3].reduce((bits, bit) => bits | (prot.includes(String(bit)) ? 1 << bit : 0), 0);
  return { perm: permOf(prot), tag: tagOf(`A${type}${software.toString(16)}`), c: 0 };
}

/** A table is copied for each leaf, so the few maps into tables larger than this would take most of the time. */
const manyLeaves = 600;

/** One range map is a leaf after the other, each as long as both addresses and the rest allow, up to the first error. */
function mapRange(leaves: Leaves, op: Op, geometry: Geometry): TableResult | null {
  const range = walked(op);
  if (leaves.length > manyLeaves) return null;
  const entry = entryOf(op.prot ?? "");
  let result: TableResult = { err: 0, leaves };
  for (let n = range.start; n < endOf(range) && result.err === 0;) {
    const pa = alignDown(hexOf(op.pa), page) + (n - range.start);
    const len = largestLeaf(geometry, (s) => isAligned(n, s) && isAligned(pa, s) && n + s <= endOf(range));
    result = mapLeaf(result.leaves, { ...entry, n, pa, len });
    n += len;
  }
  return result;
}

/** What the model makes of one recorded operation; null for operations that are none of its own. */
export function performed(leaves: Leaves, op: Op, bits: number): TableResult | null {
  switch (op.op) {
    case "map":
      return mapRange(leaves, op, geometryOf("4K", bits));
    case "unmap_chunked":
      return { err: 0, leaves: unmapNested(leaves, walkedInChunks(op)) };
    case "unmap":
      return { err: 0, leaves: unmapNested(leaves, walked(op)) };
    case "wrprotect":
      return { err: 0, leaves: writeProtect(leaves, walked(op)) };
    case "relax":
      return relaxPerms(leaves, hexOf(op.ipa), permOf(op.prot ?? ""));
    default:
      return null;
  }
}
