import { statSync, writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { closest } from "fastest-levenshtein";
import { BadUse } from "../check/bad-use.ts";
import type { ConformModel } from "../conform/conform-model.ts";
import { printConformDocument } from "../conform/document.ts";
import { renderWindowHtml, windowOf } from "../conform/html.ts";
import type { Window } from "../conform/judge.ts";
import { judgeTrace } from "../conform/judge-trace.ts";
import { loadConformModel } from "../conform/load.ts";
import { probesText } from "../conform/probes-text.ts";
import { conforms, type TraceResult } from "../conform/result.ts";
import { writeAutomata } from "../conform/rv.ts";
import { traceText } from "../conform/text.ts";
import { totalsText } from "../conform/totals.ts";
import { paintFor } from "../report/paint.ts";
import { scenarioText } from "./conform-scenario.ts";
import { EXIT } from "./exit-code.ts";
import { folderOption, MODELS } from "./folders.ts";

interface ConformOptions {
  readonly claim?: readonly string[];
  readonly window?: Window;
  readonly probes?: true;
  readonly json?: true;
  readonly html?: string;
  readonly scenario?: true;
  readonly rv?: string;
  readonly models: string;
}

/** `s2check conform`: a recording of a running kernel against the reference model. */
export function conformCommand(): Command {
  return new Command("conform")
    .description("judge recordings of a running kernel: which claims held, and the first event that breaks one")
    .argument(
      "[trace...]",
      "text of ftrace or trace-cmd report, or events as JSON lines; gzip or not; - for standard input",
    )
    .option("--claim <name...>", "claims to judge; all of them by default")
    .option(
      "--window <a..b>",
      "judge the events from a to b of the trace's clock; those before build the state",
      windowIn,
    )
    .option("--probes", "print a script that records on the host, and stop")
    .option("--rv <folder>", "write automata for monitors in the kernel (Documentation/trace/rv) there, and stop")
    .option("--json", "print the verdicts as JSON")
    .option("--html <file>", "write a page that steps through the window, or through what is around the first break")
    .option("--scenario", "print the same as a scenario of the model, to explore its schedules")
    .addOption(folderOption("--models <folder>", "where models are", MODELS))
    .addHelpText("after", HELP)
    .action(async (traces: readonly string[], options: ConformOptions) => {
      process.exitCode = await conform(traces, options);
    });
}

const HELP = `
Exit codes: 0 all traces conform, 1 a claim is broken, 2 bad use or no trace, 3 nothing could be judged.

Examples:
  s2check conform --probes > record.sh
  s2check conform trace.txt.gz
  s2check conform trace.txt.gz --claim soundness sequence-retry --window 10000..12000`;

async function conform(traces: readonly string[], options: ConformOptions): Promise<number> {
  const model = await loadConformModel(options.models);
  if (options.probes === true) {
    process.stdout.write(probesText(model));
    return EXIT.asDeclared;
  }
  if (options.rv !== undefined) {
    const folder = options.rv;
    const files = written(folder, () => writeAutomata(folder, model.automata));
    process.stdout.write(`${files.join("\n")}\n`);
    return EXIT.asDeclared;
  }
  if (traces.length === 0) {
    throw new BadUse(
      "no trace is named: `s2check conform trace.txt`, or `s2check conform --probes` to learn how to record one",
    );
  }
  rejectPipes(traces, options);
  const chosen = withClaims(model, options.claim);
  const results: TraceResult[] = [];
  for (const path of traces) {
    results.push(await judgeTrace(path, chosen, options.window));
  }
  const shown = results.find((result) => !conforms(result)) ?? results[0]!;
  const scenario = options.scenario === true ? await scenarioText(shown, chosen, options.window) : null;
  tell(results, scenario, chosen, options);
  if (options.html !== undefined) {
    const file = options.html;
    const page = await renderWindowHtml(await windowOf(shown, chosen, options.window));
    written(file, () => writeFileSync(file, page));
    process.stderr.write(`s2check: the window is in ${file}\n`);
  }
  return exitCodeOf(results);
}

function withClaims(model: ConformModel, names: readonly string[] | undefined): ConformModel {
  return names === undefined ? model : { ...model, claims: names.map((name) => claimNamed(name, model)) };
}

function claimNamed(name: string, { claims }: ConformModel): ConformModel["claims"][number] {
  const found = claims.find((claim) => claim.name === name);
  if (found === undefined) {
    const names = claims.map((claim) => claim.name);
    throw new BadUse(
      `there is no claim called "${name}": did you mean ${closest(name, names)}? There are ${names.join(", ")}`,
    );
  }
  return found;
}

function tell(
  results: readonly TraceResult[],
  scenario: readonly string[] | null,
  { show }: ConformModel,
  { json }: ConformOptions,
): void {
  if (json === true) {
    process.stdout.write(printConformDocument(results, scenario, show));
    return;
  }
  const paint = paintFor(process.stdout, process.env);
  const texts = results.map((result) => traceText(result, show, paint).join("\n"));
  const totals = results.length > 1 ? [totalsText(results, paint).join("\n")] : [];
  const last = scenario === null ? [] : [scenario.join("\n")];
  process.stdout.write(`${[...texts, ...totals, ...last].join("\n\n")}\n`);
}

/** What `write` gives, or why it cannot write there. */
function written<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new BadUse(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Both look for the first break, so they read the trace a second time. */
function rejectPipes(traces: readonly string[], { html, scenario }: ConformOptions): void {
  const pipe = traces.find((path) => path === "-" || statSync(path, { throwIfNoEntry: false })?.isFIFO() === true);
  if (pipe !== undefined && (html !== undefined || scenario === true)) {
    throw new BadUse(
      `${pipe} can be read only once, and --html and --scenario read the trace twice: put it into a file first`,
    );
  }
}

function exitCodeOf(results: readonly TraceResult[]): number {
  if (!results.every(conforms)) {
    return EXIT.broken;
  }
  const judged = results.some(({ claims }) => claims.some(({ held }) => held > 0));
  return judged ? EXIT.asDeclared : EXIT.noAnswer;
}

function windowIn(text: string): Window {
  const [, from, to] = /^([\d.]*?)\.\.([\d.]*)$/.exec(text) ?? [];
  const window = { from: from === "" ? -Infinity : Number(from), to: to === "" ? Infinity : Number(to) };
  if (Number.isNaN(window.from) || Number.isNaN(window.to) || window.from > window.to) {
    throw new InvalidArgumentError("it takes two numbers of the trace's clock, the smaller first: 10000..12000.");
  }
  return window;
}
