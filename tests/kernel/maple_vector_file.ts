import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";

/** What the file holds: see tests/vectors/README.md. Indices and entries are hex strings, as recorded. */
const hex = z.string().regex(/^[0-9a-f]{1,16}$/);
const range = z.tuple([hex, hex, hex]);
const span = { first: hex, last: hex };
const store = { ...span, entry: hex };
const times = z.int().min(1);

const opSchema = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("store_range"), ...store }),
  z.strictObject({ op: z.literal("insert_range"), ...store }),
  z.strictObject({ op: z.literal("mas_store_gfp"), ...store, nodes: z.int() }),
  z.strictObject({ op: z.literal("store_prealloc"), ...store }),
  z.strictObject({ op: z.literal("store_pos"), ...store }),
  z.strictObject({ op: z.literal("erase"), index: hex }),
  z.strictObject({ op: z.literal("mas_erase"), index: hex }),
  z.strictObject({ op: z.literal("load"), index: hex }),
  z.strictObject({ op: z.literal("for_each"), ...span }),
  z.strictObject({ op: z.literal("erase_each"), ...span }),
  z.strictObject({ op: z.literal("find"), index: hex, max: hex, n: times }),
  z.strictObject({ op: z.literal("find_rev"), index: hex, min: hex, n: times }),
  z.strictObject({ op: z.literal("next"), index: hex, max: hex, n: times }),
  z.strictObject({ op: z.literal("prev"), index: hex, min: hex, n: times }),
  z.strictObject({ op: z.literal("mt_find"), index: hex, max: hex }),
  z.strictObject({ op: z.literal("fill"), first: hex, stride: z.int(), size: z.int(), count: times, entry: hex }),
  z.strictObject({ op: z.literal("destroy") }),
]);

const lineSchema = z
  .strictObject({
    id: z.int(),
    mode: z.string(),
    flags: z.int(),
    ops: z.array(opSchema),
    results: z.array(z.json()),
    states: z.array(z.array(range).nullable()),
    heights: z.array(z.int()),
    quirks: z.array(z.tuple([z.int(), z.string()])),
  })
  .refine((line) => line.results.length === line.ops.length && line.states.length === line.ops.length, {
    error: "ops, results and states must have the same length",
  });

export type MapleOp = z.infer<typeof opSchema>;
export type MapleLine = z.infer<typeof lineSchema>;

export function readMapleVectors(): MapleLine[] {
  const url = new URL("../vectors/maple-vectors.jsonl.gz", import.meta.url);
  const lines = gunzipSync(readFileSync(url)).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => lineSchema.parse(JSON.parse(line)));
}
