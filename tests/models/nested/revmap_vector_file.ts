import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";

/** What the file holds: see tests/vectors/README.md. Addresses and sizes are hex strings, in bytes. */
const hex = z.string().regex(/^[0-9a-f]{1,16}$/);
const mapping = { canon: hex, nested: hex, size: hex };

const opSchema = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("record"), ...mapping }),
  z.strictObject({ op: z.literal("record_nomem"), ...mapping }),
  z.strictObject({ op: z.literal("unmap"), canon: hex, size: hex }),
  z.strictObject({ op: z.literal("clear") }),
]);

const recorded = z.tuple([z.enum(["insert", "keep", "unknown"]), z.int()]);
/** The last two fields are what a map that trims its entries would report. */
const unmapped = z.tuple([z.literal("UNMAP"), hex, hex, hex, hex]);
const full = z.tuple([z.literal("FULL"), z.enum(["unknown", "broken"])]);
const cleared = z.tuple([z.literal("cleared")]);

const lineSchema = z
  .strictObject({
    id: z.int(),
    mode: z.string(),
    ops: z.array(opSchema),
    results: z.array(z.union([recorded, cleared, z.array(z.union([unmapped, full]))])),
    states: z.array(z.array(z.tuple([hex, hex, hex.nullable()])).nullable()),
    broken: z.array(z.union([z.literal(0), z.literal(1)])).optional(),
  })
  .refine((line) => line.results.length === line.ops.length && line.states.length === line.ops.length, {
    error: "ops, results and states must have the same length",
  });

export type RevmapOp = z.infer<typeof opSchema>;
export type RevmapLine = z.infer<typeof lineSchema>;

export function readRevmapVectors(): RevmapLine[] {
  const url = new URL("../../vectors/revmap-vectors.jsonl.gz", import.meta.url);
  const lines = gunzipSync(readFileSync(url)).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => lineSchema.parse(JSON.parse(line)));
}
