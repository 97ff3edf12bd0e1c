import { existsSync } from "node:fs";
import { Command } from "commander";
import { BadUse } from "../check/bad-use.ts";
import { loadCatalogue } from "../check/catalogue.ts";
import type { AnyProperty, Catalogue } from "../check/catalogue.ts";
import { judgeOf } from "../check/judge.ts";
import { byName } from "../check/nearest.ts";
import { Execution } from "../core/execution.ts";
import { replay as playback } from "../core/replay.ts";
import { loadOne } from "../corpus/corpus.ts";
import { parseLine } from "../corpus/line.ts";
import { standardOracles } from "../oracles/standard.ts";
import { explain } from "../report/explain.ts";
import { paintFor } from "../report/paint.ts";
import { renderFinding } from "../report/text.ts";
import type { Design } from "../scenario/model.ts";
import { programOf } from "../scenario/program.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { compareSizes } from "../shrink/order.ts";
import { confirm } from "../shrink/shrink.ts";
import type { Subject } from "../shrink/subject.ts";
import { EXIT } from "./exit-code.ts";
import { PROPERTIES } from "./folders.ts";
import { replayCommandOf } from "./replay-command.ts";

type Run = Pick<Counterexample, "scenario" | "schedule">;

/** A counterexample to be run again, looked up. */
interface Recording extends Run {
  readonly property: AnyProperty;
  readonly design: Design;
  readonly mended: readonly string[];
  /** What a file says of its minimality; a line says nothing. */
  readonly recorded: Counterexample | null;
}

interface ReplayOptions {
  readonly all?: true;
  readonly properties: string;
}

/** `s2check replay`: runs one counterexample again and shows it in columns. */
export function replayCommand(): Command {
  return new Command("replay")
    .description("run a counterexample again: a file of the corpus, or the line that a report prints")
    .argument("<counterexample>", "a JSON file, or 1:design:property:scenario:choices")
    .option("--all", "show every step, however long it gets")
    .option("--properties <folder>", "where properties are", PROPERTIES)
    .action(async (text: string, options: ReplayOptions) => {
      const catalogue = await loadCatalogue(options.properties);
      const recording = existsSync(text) ? fromFile(text, catalogue) : fromLine(text, catalogue);
      process.exitCode = replay(recording, catalogue, options);
    });
}

function replay({ property, design, mended, ...run }: Recording, catalogue: Catalogue, options: ReplayOptions): number {
  const { model } = property;
  const judge = judgeOf([property]);
  const subject: Subject<unknown, Design> = {
    model,
    design: mended.length === 0 ? design : design.mend(mended),
    claims: judge.claims,
    wanted: judge.wanted,
    observers: standardOracles,
  };
  const found = confirm({ subject, property: property.name, mended, scenario: run.scenario, schedule: run.schedule });
  if (found === null) {
    rejectMisfit(subject, run);
    const who = mended.length === 0 ? design.name : `${design.name} with ${mended.join(", ")} mended`;
    process.stdout.write(`${property.name} holds for ${who} in this scenario under this schedule\n`);
    return EXIT.noAnswer;
  }
  const counterexample = withProof(found, run.recorded);
  const finding = explain({
    model,
    design: subject.design,
    claims: judge.claims,
    observers: standardOracles(),
    counterexample,
    flaw: null,
    replay: replayCommandOf(catalogue.models, counterexample, options.properties),
  });
  const paint = paintFor(process.stdout, process.env);
  process.stdout.write(`${renderFinding(finding, { paint, every: options.all === true }).join("\n")}\n`);
  return design.breaks.includes(property.name) ? EXIT.asDeclared : EXIT.broken;
}

/** What a file says was proved only stands if the run is the same as then. */
function withProof(found: Counterexample, recorded: Counterexample | null): Counterexample {
  const same = recorded !== null && recorded.claim === found.claim && compareSizes(recorded.size, found.size) === 0;
  return same ? { ...found, proved: recorded.proved, proof: recorded.proof } : found;
}

/** A run that broke nothing because it could not be run as recorded says nothing of the property. */
function rejectMisfit({ model, design, claims, wanted }: Subject<unknown, Design>, { scenario, schedule }: Run): void {
  const outcome = new Execution(programOf(model, scenario, design, claims), { claims: wanted }).run(playback(schedule));
  if (outcome.kind === "diverged") {
    const { choice, reason } = outcome;
    throw new BadUse(`the schedule does not fit ${design.name} as it is now: at choice ${choice}, ${reason}`);
  }
  if (outcome.kind === "crashed") {
    throw new BadUse(`${model.name} cannot be run, ${outcome.task} fails: ${outcome.reason}`);
  }
}

function fromFile(path: string, catalogue: Catalogue): Recording {
  const recorded = loadOne(path, (name) => catalogue.models.find((model) => model.name === name) ?? null);
  const { property, design, mended, scenario, schedule } = recorded;
  return { ...lookUp(catalogue, property, design, mended), scenario, schedule, recorded };
}

function fromLine(text: string, catalogue: Catalogue): Recording {
  if (!text.includes(":")) {
    throw new BadUse(
      `there is no file ${text}, and it is no counterexample: one looks like 1:design:property:scenario:choices`,
    );
  }
  const { property, design, mended, scenario, schedule } = parseLine(text);
  const found = lookUp(catalogue, property, design, mended);
  return { ...found, scenario: scenario(found.property.model), schedule, recorded: null };
}

function lookUp(
  catalogue: Catalogue,
  propertyName: string,
  designName: string,
  mended: readonly string[],
): Pick<Recording, "property" | "design" | "mended"> {
  const property = byName("property", propertyName, catalogue.properties);
  const design = byName("design", designName, property.model.designs);
  const flaws = design.flaws.map(({ id }) => ({ name: id }));
  for (const id of mended) {
    byName(`flaw of ${design.name}`, id, flaws);
  }
  return { property, design, mended };
}
