import { loadCatalogue } from "../check/catalogue.ts";
import { byName } from "../check/nearest.ts";
import type { ConformModel } from "../conform/conform-model.ts";
import type { Window } from "../conform/judge.ts";
import { judgeTrace } from "../conform/judge-trace.ts";
import type { TraceResult } from "../conform/result.ts";
import { printLine } from "../corpus/line.ts";
import { valueAt } from "../scenario/domain.ts";
import type { Domains } from "../scenario/model.ts";
import { printScenario } from "../scenario/print.ts";
import type { Scenario, Values } from "../scenario/scenario.ts";
import type { Shape } from "../scenario/shape.ts";
import { checkScenario } from "../scenario/validate.ts";
import { scheduleAsHappened } from "./as-happened.ts";
import { PROPERTIES } from "./folders.ts";

/** What happened before the first break, or at the end of the window, as a scenario that the other commands take. */
export async function scenarioText(
  result: TraceResult,
  model: ConformModel,
  window?: Window,
): Promise<readonly string[]> {
  const { design, properties, property: usual, recorder } = model.scenarios;
  const first = result.claims
    .flatMap(({ claim, first: at }) => (at === null ? [] : [{ claim, ...at }]))
    .toSorted((a, b) => a.line - b.line)[0];
  const { from, to } = window ?? { from: -Infinity, to: Infinity };
  const recording = recorder();
  await judgeTrace(result.path, model, window, (event, state, line) => {
    if (line <= (first?.line ?? Infinity) && event.t >= from && event.t <= to) {
      recording.observe(event, state);
    }
  });
  const found = recording.draft();
  if (found === null) {
    return ["no scenario: nothing happens there that the model has a command for"];
  }
  const catalogue = await loadCatalogue(PROPERTIES);
  const property = byName("property", properties[first?.claim ?? ""] ?? usual, catalogue.properties);
  const scenario = whole(property.model, found.draft.scenario);
  const line = printLine(property.model, {
    design,
    mended: [],
    property: property.name,
    scenario,
    schedule: scheduleAsHappened(property.model, scenario, found.draft, model.scenarios),
  });
  return [
    `the same on the ${model.name} model, from event ${found.from} to ${found.to}:`,
    ...printScenario(property.model, scenario).map((text) => `  ${text}`),
    "its schedules, all of them or until one breaks:",
    `  npm run -s s2check -- explore ${property.name} --design ${design} --of ${line}`,
    "and the one that happened, as far as the trace tells:",
    `  npm run -s s2check -- replay ${line}`,
  ];
}

/** With what the draft leaves out at its simplest. */
export function whole(shape: Shape, { settings, tasks }: Scenario): Scenario {
  return checkScenario(shape, {
    settings: filled(shape.settings, settings),
    tasks: tasks.map(({ role, commands }) => ({
      role,
      commands: commands.map(({ name, args }) => ({
        name,
        args: filled(shape.roles[role]!.commands[name]!.args, args),
      })),
    })),
  });
}

const filled = (domains: Domains, values: Values): Values =>
  Object.fromEntries(Object.entries(domains).map(([name, domain]) => [name, values[name] ?? valueAt(domain, 0)]));
