import { parseSchedule, printSchedule } from "../core/schedule.ts";
import type { Schedule } from "../core/schedule.ts";
import { BadData } from "../scenario/explain.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Shape } from "../scenario/shape.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { compactScenario, escape, expandScenario, unescape } from "./compact.ts";

/** What a replay needs, in one line. The scenario can be read once it is known what model the property is about. */
export interface Line {
  readonly design: string;
  readonly mended: readonly string[];
  readonly property: string;
  readonly scenario: (shape: Shape) => Scenario;
  readonly schedule: Schedule;
}

type Printed = Pick<Counterexample, "design" | "mended" | "property" | "scenario" | "schedule">;

/**
 * One line without blanks or quotes: version, design with the flaws mended in it, property, scenario, choices, e.g.
 * `2:maple-v1~V1-1:soundness:failures=1/vcpu+read,nested=3/notifier+unmap:0x3.1=4`. The version is that of the schedule.
 */
export function printLine(shape: Shape, { design, mended, property, scenario, schedule }: Printed): string {
  const variant = [design, ...mended].map(escapeVariant).join("~");
  const [version, choices] = printSchedule(schedule).split(":");
  return [version, variant, escape(property), compactScenario(shape, scenario), choices].join(":");
}

/** Knobs that are turned stay readable: `maple-v3@clearPoint=never`. */
const escapeVariant = (name: string): string => escape(name).replaceAll(/%(?:40|3D|2C)/g, decodeURIComponent);

/** What a line looks like, for people. */
export const LINE = "2:design:property:scenario:choices=number";

/** The inverse of `printLine`; throws `BadData` about the first thing that is wrong. */
export function parseLine(text: string): Line {
  const parts = text.trim().split(":");
  const [version, variant, property, scenario, choices] = parts;
  if (version === undefined || !/^\d+$/.test(version) || parts.length < 2) {
    throw new BadData(`"${text}" is no counterexample: it should look like ${LINE}`);
  }
  if (version !== "1" && version !== "2") {
    throw new BadData(`the line is of version ${version}: this s2check reads versions 1 and 2`);
  }
  if (parts.length !== 5 || variant === "" || property === "") {
    throw new BadData(`"${text}" is damaged: it should have five parts, ${LINE}`);
  }
  const [design, ...mended] = variant!.split("~").map(unescape);
  return {
    design: design!,
    mended,
    property: unescape(property!),
    scenario: (shape) => expandScenario(shape, scenario!),
    schedule: scheduleFrom(`${version}:${choices}`),
  };
}

function scheduleFrom(text: string): Schedule {
  try {
    return parseSchedule(text);
  } catch (error) {
    throw new BadData(error instanceof Error ? error.message : String(error));
  }
}
