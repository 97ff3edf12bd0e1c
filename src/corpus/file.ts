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

const VERSION = 1;
const FOREIGN = "not a counterexample of s2check";

const count = z.int().min(0);

const scheduleText = z.string().transform((text, context): Schedule => {
  try {
    return parseSchedule(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

function schemaFor(shape: Shape): z.ZodType<Counterexample & { readonly version: typeof VERSION }> {
  return z.strictObject({
    version: z.literal(VERSION),
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
    code: z.string().exactOptional(),
    shows: z.strictObject({ flaws: z.array(z.string()), together: z.boolean() }).exactOptional(),
  });
}

/** A counterexample as the text of a JSON file. Same counterexample, same bytes. */
export function toJson(found: Counterexample): string {
  const { model, design, mended, property, claim, message, scenario, proved, proof, origin, executions, code, shows } =
    found;
  const names = { version: VERSION, model, design, mended, property, claim, message };
  const run = { scenario, schedule: printSchedule(found.schedule) };
  const size = Object.fromEntries(ORDER.map((field) => [field, found.size[field]]));
  return `${JSON.stringify({ ...names, ...run, size, proved, proof, origin, executions, code, shows }, null, 2)}\n`;
}

/** The inverse of `toJson`; throws `BadData` about the first thing that is wrong. */
export function fromJson(text: string, shapeOf: ShapeOf): Counterexample {
  const data = parse(text);
  const { model } = headOf(data);
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
    throw new BadData(`${FOREIGN}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What tells our files from others; a version is told before anything that may have changed with it. */
function headOf(data: unknown): { readonly model: string } {
  const { version, model } = checkedHead(data);
  if (version !== VERSION) {
    throw new BadData(`a counterexample of version ${version}: this s2check reads version ${VERSION}`);
  }
  return { model };
}

function checkedHead(data: unknown): { readonly version: number; readonly model: string } {
  try {
    return checked(z.object({ version: z.int(), model: z.string() }), data);
  } catch (error) {
    throw error instanceof BadData ? new BadData(`${FOREIGN}: ${error.message}`) : error;
  }
}
