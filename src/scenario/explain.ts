import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** Data from outside that does not fit. The message is one sentence that names the field. */
export class BadData extends Error {}

/** Checks data from outside; throws `BadData` about the first thing that is wrong, e.g. `tasks[1].role is 3 and should be a string`. */
export function checked<T>(schema: z.ZodType<T>, data: unknown): T {
  const result = schema.safeParse(data);
  if (result.success) {
    return result.data;
  }
  throw new BadData(explain(result.error.issues[0]!, data));
}

function explain(issue: Issue, data: unknown): string {
  const path = printPath(issue.path);
  const value = valueAtPath(data, issue.path);
  if (issue.code === "custom") {
    return typeof value === "object" ? `${path}: ${issue.message}` : `${path} is ${show(value)}: ${issue.message}`;
  }
  if (issue.code === "unrecognized_keys") {
    return `${path} has a field ${issue.keys[0]} that is not known here`;
  }
  return value === undefined ? `${path} is missing` : `${path} is ${show(value)}${wanted(issue)}`;
}

/** What follows the value that is wrong. */
function wanted(issue: Issue): string {
  if (issue.code === "invalid_type") {
    const article = /^[aeiou]/.test(issue.expected) ? "an" : "a";
    return ` and should be ${issue.expected === "int" ? "a whole number" : `${article} ${issue.expected}`}`;
  }
  if (issue.code === "too_big") {
    return bounded(issue, `at most ${issue.maximum}`);
  }
  if (issue.code === "too_small") {
    return bounded(issue, `at least ${issue.minimum}`);
  }
  if (issue.code === "invalid_value") {
    return ` and should be ${oneOf(issue.values.map(String))}`;
  }
  if (issue.code === "invalid_union" && "options" in issue) {
    return ` and should be ${oneOf((issue.options as unknown[]).map(String))}`;
  }
  return `: ${issue.message}`;
}

const oneOf = (words: readonly string[]): string => (words.length === 1 ? words[0]! : `one of ${words.join(", ")}`);

function bounded(
  issue: { readonly origin: string; readonly minimum?: unknown; readonly maximum?: unknown },
  bound: string,
) {
  if (issue.origin !== "array") {
    return ` and should be ${bound}`;
  }
  return ` and should have ${bound} ${(issue.minimum ?? issue.maximum) === 1 ? "entry" : "entries"}`;
}

function printPath(path: readonly PropertyKey[]): string {
  const parts = path.map((key, i) => (typeof key === "number" ? `[${key}]` : `${i > 0 ? "." : ""}${String(key)}`));
  return parts.length === 0 ? "it" : parts.join("");
}

function valueAtPath(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return value;
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
