import { z } from "zod";

const setting = z.record(z.string(), z.string());
const verdict = z.enum(["safe", "unsafe", "depends", "undecided"]);
const count = z.int().min(0);
const positions = z.array(count);

const explored = z.strictObject({
  scenarios: count,
  schedules: count,
  whole: count,
  bounded: count,
  probes: count,
  probeSchedules: count,
  probesBounded: count,
});

/** What `sweep.json` promises. */
export const sweepSchema = z.strictObject({
  format: z.literal("s2check-sweep"),
  version: z.literal(1),
  model: z.string(),
  design: z.string(),
  title: z.string(),
  mended: z.array(z.string()),
  base: setting,
  seed: count,
  strategy: z.string(),
  scope: z.string(),
  budget: z.strictObject({ scenarios: count, schedules: count, probe: count, shrink: count }),
  complete: z.boolean(),
  properties: z.array(z.strictObject({ name: z.string(), statement: z.string() })),
  leftOut: z.array(z.string()),
  values: z.array(
    z.strictObject({
      knob: z.string(),
      value: z.string(),
      verdict,
      causes: positions,
      needs: z.array(z.string()),
      held: count,
      explored,
    }),
  ),
  pairs: z.array(
    z.strictObject({ first: count, second: count, verdict, together: z.boolean(), causes: positions, held: count }),
  ),
  causes: z.array(
    z.strictObject({
      values: setting,
      settings: count,
      design: z.string(),
      findings: z.array(z.looseObject({ headline: z.string(), replay: z.string(), mail: z.array(z.string()) })).min(1),
    }),
  ),
  settings: z.array(
    z.strictObject({
      setting,
      design: z.string(),
      verdict: z.enum(["safe", "unsafe", "undecided"]),
      broken: z.array(
        z.strictObject({ property: z.string(), message: z.string(), size: z.string(), replay: z.string() }),
      ),
      explored,
      remark: z.string(),
    }),
  ),
  sections: z.array(z.strictObject({ title: z.string(), rows: z.array(z.string()) })),
  times: z.strictObject({ total: z.number() }),
});
