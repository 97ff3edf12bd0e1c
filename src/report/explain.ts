import type { Observer } from "../core/observer.ts";
import type { Claim } from "../core/program.ts";
import { traceOf } from "../core/trace.ts";
import type { Trace } from "../core/trace.ts";
import { insightOf } from "../explain/insight-of.ts";
import { printValue, rankOf } from "../scenario/domain.ts";
import type { Design, Flaw, Model } from "../scenario/model.ts";
import { printCommand, printScenario } from "../scenario/print.ts";
import { programOf } from "../scenario/program.ts";
import { settingsOf } from "../scenario/shape.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import type { Call, Finding } from "./finding.ts";
import { withoutRounds } from "./rounds.ts";

export interface Explained<S, D extends Design> {
  readonly model: Model<S, D>;
  /** Mended as the counterexample says. */
  readonly design: D;
  readonly claims: readonly Claim<S>[];
  /** Fresh oracles. */
  readonly observers: readonly Observer[];
  readonly counterexample: Counterexample;
  readonly flaw: Flaw | null;
  /** As in `Finding`; none by default. */
  readonly together?: readonly Flaw[];
  /** As in `Finding`; false by default. */
  readonly isNews?: boolean;
  /** The whole command that replays it. */
  readonly replay: string;
}

/** Runs a counterexample once more and writes down all that reports say about it. */
export function explain<S, D extends Design>(explained: Explained<S, D>): Finding {
  const { model, design, claims, observers, counterexample, flaw, together = [], isNews = false, replay } = explained;
  const { scenario, schedule, claim } = counterexample;
  let steps = 0;
  const entries: { readonly task: number; readonly command: number; readonly at: number }[] = [];
  const program = programOf(model, scenario, design, claims, (task, command) => {
    // A task runs on to its next command within the step that ended the one before.
    entries.push({ task, command, at: steps + 1 });
  });
  const clock: Observer = { step: () => void steps++ };
  const trace = traceOf(program, schedule, { claims: new Set([claim]), observers: [...observers, clock] });
  const calls = scenario.tasks.map(({ role, commands }, task) =>
    commands.map((called, command): Call => {
      const entry = entries.find((e) => e.task === task && e.command === command);
      const text = printCommand(model, role, called);
      return { text, first: entry === undefined ? -1 : firstStep(trace, task, command === 0 ? 0 : entry.at) };
    }),
  );
  const settings = settingsThatMatter(model, scenario.settings);
  const subject = { model, design, claims, wanted: new Set([claim]), observers: () => observers };
  const insight = trace.violations.length === 0 ? null : insightOf(subject, counterexample, trace);
  const told = { scenario: printScenario(model, scenario), settings, calls, trace: withoutRounds(trace), insight };
  return { counterexample, flaw, together, isNews, ...told, replay };
}

function firstStep(trace: Trace, task: number, from: number): number {
  return trace.steps.findIndex((step, index) => index >= from && step.task === task);
}

function settingsThatMatter<S, D extends Design>(
  model: Model<S, D>,
  settings: Counterexample["scenario"]["settings"],
): string[] {
  const domains = settingsOf(model);
  return Object.entries(settings).flatMap(([name, value]) => {
    const domain = domains[name];
    return domain === undefined || rankOf(domain, value) === 0 ? [] : [`${name} = ${printValue(domain, value)}`];
  });
}
