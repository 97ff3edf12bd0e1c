import { z } from "zod";
import type { Probed } from "../check/probe.ts";
import type { RawFinding, SearchResult } from "../check/search.ts";
import { parseSchedule, printSchedule } from "../core/schedule.ts";
import type { Schedule } from "../core/schedule.ts";
import { fromJson, toJson } from "../corpus/file.ts";
import type { Shape } from "../scenario/shape.ts";
import { scenarioSchema } from "../scenario/validate.ts";
import type { Counterexample } from "../shrink/counterexample.ts";

/** How the result of a job is written to a journal, and read back. */
export interface Form<T> {
  readonly schema: z.ZodType<T>;
  readonly plain: (result: T) => unknown;
}

/** What a sweep keeps of a search. */
export interface Searched extends Pick<SearchResult, "scenarios" | "schedules" | "whole" | "bounded"> {
  readonly reached: Readonly<Record<string, number>>;
  readonly found: readonly RawFinding[];
  /** Why the search could not go on; empty if it could. */
  readonly trouble: string;
}

const count = z.int().min(0);

/** A text that `read` understands or throws about. */
function readable<T>(read: (text: string) => T): z.ZodType<T> {
  return z.string().transform((text, context): T => {
    try {
      return read(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

const schedule: z.ZodType<Schedule> = readable(parseSchedule);

const counterexample = (shape: Shape): z.ZodType<Counterexample> => readable((text) => fromJson(text, () => shape));

export function searchedForm(shape: Shape): Form<Searched> {
  const finding = z.strictObject({
    property: z.string(),
    scenario: scenarioSchema(shape),
    schedule,
    message: z.string(),
    index: z.int(),
    run: count,
    saved: z.string(),
  });
  return {
    schema: z.strictObject({
      scenarios: count,
      schedules: count,
      whole: count,
      bounded: count,
      reached: z.record(z.string(), count),
      found: z.array(finding),
      trouble: z.string(),
    }),
    plain: (result) => ({
      ...result,
      found: result.found.map((one) => ({ ...one, schedule: printSchedule(one.schedule) })),
    }),
  };
}

export function probedForm(shape: Shape): Form<Probed> {
  return {
    schema: z.strictObject({
      found: z.array(counterexample(shape)),
      probes: count,
      schedules: count,
      bounded: count,
    }),
    plain: (result) => ({ ...result, found: result.found.map(toJson) }),
  };
}

export function shrunkForm(shape: Shape): Form<Counterexample> {
  return { schema: counterexample(shape), plain: toJson };
}
