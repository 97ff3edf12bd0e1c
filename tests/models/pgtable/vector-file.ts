import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** What the files hold: see tests/vectors/README.md. Addresses and sizes are hex strings, as recorded. */
interface Range {
  readonly ipa: string;
  readonly size: string;
}

interface Racing {
  /** The cmpxchg of this op, counted from 1, that another walker is faster than. */
  readonly fail_cas?: number;
}

export type VectorOp =
  | ({
      readonly op: "map";
      readonly pa: string;
      readonly prot: string;
      readonly mc: number;
      readonly shared: number;
    } & Range &
      Racing)
  | ({ readonly op: "unmap" | "unmap_chunked" | "wrprotect" | "flush" } & Range)
  | ({ readonly op: "mkyoung"; readonly ipa: string; readonly shared: number } & Racing)
  | ({ readonly op: "age"; readonly mkold: number } & Range)
  | ({ readonly op: "relax"; readonly ipa: string; readonly prot: string; readonly shared: number } & Racing)
  | ({ readonly op: "split"; readonly mc: number } & Range)
  | ({ readonly op: "annotate"; readonly type: number; readonly annot: string; readonly mc: number } & Range)
  | { readonly op: "get_leaf"; readonly ipa: string }
  | { readonly op: "lock"; readonly ipa: string; readonly level: number }
  | { readonly op: "grace" | "destroy" | "destroy_chunked" | "unlock" };

/** Events as recorded: several of a kind in a row are one, with their number at the end. */
export type RecordedEvent = readonly [string, ...(string | number | null)[]];

export interface RecordedResult {
  readonly r: unknown;
  readonly ev: readonly RecordedEvent[];
  readonly mc?: number;
  readonly warn?: number;
  readonly dc?: readonly (readonly [pa: string, size: string, n: number])[];
  readonly ic?: readonly (readonly [pa: string, size: string, n: number])[];
}

export interface RecordedState {
  readonly leaves: readonly (readonly [ipa: string, level: number, n: number, pa: string, attrs: string])[];
  readonly tables: readonly (readonly [id: number, level: number, ipa: string, refcount: number, n: number])[];
  readonly annots?: readonly (readonly [ipa: string, level: number, n: number, pte: string])[];
  readonly pending?: readonly (readonly [id: number, level: number])[];
  readonly live: number;
}

export interface VectorLine {
  readonly id: number;
  readonly mode: string;
  readonly cfg: {
    readonly ia_bits: number;
    readonly fwb: number;
    readonly tlbirange: number;
    readonly xnx: number;
    readonly free: "deferred" | "immediate";
    readonly as_s1: number;
  };
  readonly init: { readonly start_level: number; readonly ia_bits: number; readonly pgd_pages: number };
  readonly ops: readonly VectorOp[];
  readonly results: readonly RecordedResult[];
  readonly states: readonly (RecordedState | null)[];
}

export function readVectors(file: "pgtable-vectors" | "pgtable-race-vectors"): VectorLine[] {
  const url = new URL(`../../vectors/${file}.jsonl.gz`, import.meta.url);
  const lines = gunzipSync(readFileSync(url)).toString("utf8").trimEnd().split("\n");
  return lines.map((text) => {
    const line = JSON.parse(text) as VectorLine;
    if (line.results.length !== line.ops.length || line.states.length !== line.ops.length) {
      throw new Error(`${file} ${line.id}: ops, results and states must have the same length`);
    }
    return line;
  });
}
