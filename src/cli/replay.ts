import { existsSync, statSync } from "node:fs";
import { Command } from "commander";
import { flawOf, togetherOf } from "../check/attribution.ts";
import { loadCatalogue } from "../check/catalogue.ts";
import type { Catalogue } from "../check/catalogue.ts";
import { codeDigest } from "../corpus/code-digest.ts";
import { loadOne } from "../corpus/corpus.ts";
import { LINE } from "../corpus/line.ts";
import { oraclesOfOneRun } from "../oracles/standard.ts";
import { explain } from "../report/explain.ts";
import { paintFor } from "../report/paint.ts";
import { renderFinding } from "../report/text.ts";
import { EXIT } from "./exit-code.ts";
import { PROPERTIES, folderOption } from "./folders.ts";
import { play } from "./playback.ts";
import { fromLine, fromSaved, whoOf } from "./recording.ts";
import type { Recording } from "./recording.ts";
import { replayCommandOf } from "./replay-command.ts";
import { replayFolder } from "./replay-folder.ts";
import { isKnownToBreak } from "../scenario/declared.ts";

interface ReplayOptions {
  readonly all?: true;
  readonly properties: string;
}

/** `s2check replay`: runs one counterexample again and shows it in columns; of a folder of them, a line each. */
export function replayCommand(): Command {
  return new Command("replay")
    .description(
      "run a counterexample again: a file of the corpus, the line that a report prints, or a folder of files",
    )
    .argument("<counterexample>", `a JSON file, a folder of them, or ${LINE}`)
    .option("--all", "show every step, however long it gets")
    .addOption(folderOption("--properties <folder>", "where properties are", PROPERTIES))
    .action(async (text: string, options: ReplayOptions) => {
      const catalogue = await loadCatalogue(options.properties);
      if (existsSync(text) && statSync(text).isDirectory()) {
        process.exitCode = replayFolder(text, catalogue);
      } else {
        const recording = existsSync(text) ? fromFile(text, catalogue) : fromLine(text, catalogue);
        process.exitCode = replay(recording, catalogue, options);
      }
    });
}

function fromFile(path: string, catalogue: Catalogue): Recording {
  const shapeOf = (name: string) => catalogue.models.find((model) => model.name === name) ?? null;
  return fromSaved({ path, counterexample: loadOne(path, shapeOf) }, catalogue);
}

function replay(recording: Recording, catalogue: Catalogue, options: ReplayOptions): number {
  const { property, design } = recording;
  const { subject, found } = play(recording, () => codeDigest(options.properties));
  if (found === null) {
    process.stdout.write(`${property.name} holds for ${whoOf(recording)} in this scenario under this schedule\n`);
    return EXIT.noAnswer;
  }
  const shown = found.shows ?? { flaws: [], together: false };
  const finding = explain({
    model: subject.model,
    design: subject.design,
    claims: subject.claims,
    observers: oraclesOfOneRun(),
    counterexample: found,
    flaw: flawOf(design, property.name, shown),
    together: togetherOf(design, shown),
    replay: replayCommandOf(catalogue.models, found, options.properties),
  });
  const paint = paintFor(process.stdout, process.env);
  process.stdout.write(`${renderFinding(finding, { paint, every: options.all === true }).join("\n")}\n`);
  return isKnownToBreak(design, property.name) ? EXIT.asDeclared : EXIT.broken;
}
