import { z } from "zod";
import { parseSchedule, printSchedule } from "../core/schedule.ts";
import type { Schedule } from "../core/schedule.ts";
import { BadData, checked } from "../scenario/explain.ts";
import type { Shape } from "../scenario/shape.ts";
import { scenarioSchema } from "../scenario/validate.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { ORDER } from "../shrink/order.ts";

/** The models that a counterexample may be about, by name; null if there is none. */
export type ShapeOf = (model: string) => Shape | null;

const count = z.int().min(0);

const scheduleText = z.string().transform((text, context): Schedule => {
  try {
    return parseSchedule(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

function schemaFor(shape: Shape): z.ZodType<Counterexample & { readonly version: 1 }> {
  return z.strictObject({
    version: z.literal(1),
    model: z.string(),
    design: z.string(),
    mended: z.array(z.string()),
    property: z.string(),
    claim: z.string(),
    message: z.string(),
    scenario: scenarioSchema(shape),
    schedule: scheduleText,
    size: z.strictObject({
      commands: count,
      tasks: count,
      preemptions: count,
      switches: count,
      steps: count,
      argumentSize: count,
      surprises: count,
    }),
    proved: z.boolean(),
    proof: z.string(),
    origin: z.strictObject({ seed: z.int(), path: z.string() }).nullable(),
    executions: count,
  });
}

/** A counterexample as the text of a JSON file. Same counterexample, same bytes. */
export function toJson(found: Counterexample): string {
  const { model, design, mended, property, claim, message, scenario, proved, proof, origin, executions } = found;
  const names = { version: 1, model, design, mended, property, claim, message };
  const run = { scenario, schedule: printSchedule(found.schedule) };
  const size = Object.fromEntries(ORDER.map((field) => [field, found.size[field]]));
  return `${JSON.stringify({ ...names, ...run, size, proved, proof, origin, executions }, null, 2)}\n`;
}

/** The inverse of `toJson`; throws `BadData` about the first thing that is wrong. */
export function fromJson(text: string, shapeOf: ShapeOf): Counterexample {
  const data = parse(text);
  const { model } = checked(z.object({ version: z.literal(1), model: z.string() }), data);
  const shape = shapeOf(model);
  if (shape === null) {
    throw new BadData(`model is "${model}": there is no such model here`);
  }
  const { version: _version, ...found } = checked(schemaFor(shape), data);
  return found;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new BadData(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
