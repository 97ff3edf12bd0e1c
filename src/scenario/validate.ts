import { z } from "zod";
import { checked } from "./explain.ts";
import type { Domain, Domains } from "./model.ts";
import type { Command, Scenario, ScenarioTask, Value, Values } from "./scenario.ts";
import { familySettings, leastOf } from "./shape.ts";
import type { RoleShape, Shape } from "./shape.ts";

/**
 * A scenario from a file or a command line, if the model has all that is in it; otherwise throws `BadData`, e.g.
 * `tasks[1].commands[0].args.size is 9 and should be at most 8`.
 */
export function checkScenario(shape: Shape, data: unknown): Scenario {
  return checked(scenarioSchema(shape), data);
}

/** What `checkScenario` checks, for data that holds a scenario. */
export function scenarioSchema(shape: Shape): z.ZodType<Scenario> {
  const roles = Object.entries(shape.roles).map(([role, spec]) => taskSchema(role, spec));
  const scenario = z.strictObject({
    settings: settingsSchema(shape),
    tasks: z.array(oneOf<ScenarioTask>("role", roles)),
  });
  return scenario.superRefine((found, context) => {
    for (const { role, min } of leastOf(shape, found)) {
      const { max } = shape.roles[role]!;
      const count = found.tasks.filter((task) => task.role === role).length;
      if (count < min || count > max) {
        const limit = count < min ? `at least ${min}` : `at most ${max}`;
        context.addIssue({ code: "custom", path: ["tasks"], message: `${count} of the role ${role}, ${limit}` });
      }
    }
  });
}

function taskSchema(role: string, spec: RoleShape): z.ZodObject {
  const commands = Object.entries(spec.commands).map(([name, { args }]) => {
    return z.strictObject({ name: z.literal(name), args: valuesSchema(args) });
  });
  return z.strictObject({
    role: z.literal(role),
    commands: z.array(oneOf<Command>("name", commands)).min(1).max(spec.maxCommands),
  });
}

/** Those of a family may be left out. */
function settingsSchema(shape: Shape): z.ZodType<Values> {
  const own = z.strictObject(valueSchemas(familySettings(shape))).partial();
  return z.strictObject({ ...valueSchemas(shape.settings), ...own.shape }) as unknown as z.ZodType<Values>;
}

const valuesSchema = (domains: Domains): z.ZodObject => z.strictObject(valueSchemas(domains));

function valueSchemas(domains: Domains): Record<string, z.ZodType<Value>> {
  return Object.fromEntries(Object.entries(domains).map(([name, domain]) => [name, valueSchema(domain)]));
}

function valueSchema(domain: Domain): z.ZodType<Value> {
  if (domain === "boolean") {
    return z.boolean();
  }
  if ("oneOf" in domain) {
    return z.literal([...domain.oneOf]);
  }
  const { min, max, step = 1 } = domain;
  const range = z.int().min(min).max(max);
  return step === 1
    ? range
    : range.refine((v) => (v - min) % step === 0, `should be ${min} plus a multiple of ${step}`);
}

/** Objects that say in one of their fields which of these they are. */
function oneOf<T>(field: string, options: readonly z.ZodObject[]): z.ZodType<T> {
  return z.discriminatedUnion(field, options as [z.ZodObject, ...z.ZodObject[]]) as unknown as z.ZodType<T>;
}
