import { existsSync } from "node:fs";
import { Command } from "commander";
import { BadUse } from "../check/bad-use.ts";
import { loadCatalogue } from "../check/catalogue.ts";
import type { AnyProperty, Catalogue } from "../check/catalogue.ts";
import { judgeOf } from "../check/judge.ts";
import { byName } from "../check/nearest.ts";
import { loadOne } from "../corpus/corpus.ts";
import { parseLine } from "../corpus/line.ts";
import { standardOracles } from "../oracles/standard.ts";
import { explain } from "../report/explain.ts";
import { paintFor } from "../report/paint.ts";
import { renderFinding } from "../report/text.ts";
import type { Design } from "../scenario/model.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { confirm } from "../shrink/shrink.ts";
import { EXIT } from "./exit-code.ts";
import { PROPERTIES } from "./folders.ts";
import { replayCommandOf } from "./replay-command.ts";

/** A counterexample to be run again, looked up. */
interface Subject {
  readonly property: AnyProperty;
  readonly design: Design;
  readonly mended: readonly string[];
  readonly scenario: Counterexample["scenario"];
  readonly schedule: Counterexample["schedule"];
  /** What a file says of its minimality; a line says nothing. */
  readonly recorded: Counterexample | null;
}

/** `s2check replay`: runs one counterexample again and shows it in columns. */
export function replayCommand(): Command {
  return new Command("replay")
    .description("run a counterexample again: a file of the corpus, or the line that a report prints")
    .argument("<counterexample>", "a JSON file, or 1:design:property:scenario:choices")
    .option("--all", "show every step, however long it gets")
    .option("--properties <folder>", "where properties are", PROPERTIES)
    .action(async (text: string, options: { readonly all?: true; readonly properties: string }) => {
      const catalogue = await loadCatalogue(options.properties);
      const subject = existsSync(text) ? fromFile(text, catalogue) : fromLine(text, catalogue);
      process.exitCode = replay(subject, catalogue, options.all === true);
    });
}

function replay(subject: Subject, catalogue: Catalogue, all: boolean): number {
  const { property, design, mended, recorded } = subject;
  const { model } = property;
  const variant = mended.length === 0 ? design : design.mend(mended);
  const judge = judgeOf([property]);
  const found = confirm({
    subject: { model, design: variant, claims: judge.claims, wanted: judge.wanted, observers: standardOracles },
    property: property.name,
    mended,
    scenario: subject.scenario,
    schedule: subject.schedule,
  });
  if (found === null) {
    process.stdout.write(`${property.name} holds for ${design.name} in this scenario under this schedule\n`);
    return EXIT.noAnswer;
  }
  const counterexample = recorded === null ? found : { ...found, proved: recorded.proved, proof: recorded.proof };
  const finding = explain({
    model,
    design: variant,
    claims: judge.claims,
    observers: standardOracles(),
    counterexample,
    flaw: null,
    replay: replayCommandOf(catalogue.models, counterexample),
  });
  const paint = paintFor(process.stdout, process.env);
  const lines = renderFinding(finding, { paint, ...(all ? { lines: Number.POSITIVE_INFINITY } : {}) });
  process.stdout.write(`${lines.join("\n")}\n`);
  return design.breaks.includes(property.name) ? EXIT.asDeclared : EXIT.broken;
}

function fromFile(path: string, catalogue: Catalogue): Subject {
  const recorded = loadOne(path, (name) => catalogue.models.find((model) => model.name === name) ?? null);
  const { property, design, mended, scenario, schedule } = recorded;
  return { ...lookUp(catalogue, property, design, mended), scenario, schedule, recorded };
}

function fromLine(text: string, catalogue: Catalogue): Subject {
  if (!text.includes(":")) {
    throw new BadUse(`there is no file ${text}, and it is no counterexample: one looks like 1:design:property:scenario:choices`);
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
): Pick<Subject, "property" | "design" | "mended"> {
  const property = byName("property", propertyName, catalogue.properties);
  const design = byName("design", designName, property.model.designs);
  const flaws = design.flaws.map(({ id }) => ({ name: id }));
  for (const id of mended) {
    byName(`flaw of ${design.name}`, id, flaws);
  }
  return { property, design, mended };
}
