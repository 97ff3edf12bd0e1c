import { basename } from "node:path";
import { BadUse } from "../check/bad-use.ts";
import type { Catalogue } from "../check/catalogue.ts";
import { load } from "../corpus/corpus.ts";
import type { Saved } from "../corpus/corpus.ts";
import { EXIT } from "./exit-code.ts";
import { play } from "./playback.ts";
import { fromSaved, whoOf } from "./recording.ts";
import { isKnownToBreak } from "../scenario/declared.ts";

interface Verdict {
  readonly line: string;
  readonly code: number;
}

/** From the most pressing to the least: what a folder answers with is the first that one of its files would. */
const PRESSING = [EXIT.badUse, EXIT.broken, EXIT.noAnswer, EXIT.asDeclared];

/** Replays every counterexample in a folder and prints a line about each; returns the exit code. */
export function replayFolder(folder: string, catalogue: Catalogue): number {
  const { saved, problems } = load(folder, (name) => catalogue.models.find((model) => model.name === name) ?? null);
  if (saved.length + problems.length === 0) {
    throw new BadUse(`${folder} holds no counterexample: there is no .json file in it`);
  }
  problems.forEach((problem) => process.stderr.write(`s2check: ${problem}\n`));
  const codes: number[] = problems.map(() => EXIT.badUse);
  for (const one of saved) {
    const { line, code } = verdictOf(one, catalogue);
    (code === EXIT.badUse ? process.stderr : process.stdout).write(`${line}\n`);
    codes.push(code);
  }
  return PRESSING.find((code) => codes.includes(code))!;
}

function verdictOf(saved: Saved, catalogue: Catalogue): Verdict {
  const file = basename(saved.path);
  try {
    const recording = fromSaved(saved, catalogue);
    const { property, design } = recording;
    // Proofs are not told here, whatever the code.
    if (play(recording, () => "").found === null) {
      return { line: `${file}: ${property.name} holds for ${whoOf(recording)}`, code: EXIT.noAnswer };
    }
    const declared = isKnownToBreak(design, property.name);
    const what = `${property.name} broken by ${whoOf(recording)}, ${declared ? "as declared" : "not declared"}`;
    return { line: `${file}: ${what}`, code: declared ? EXIT.asDeclared : EXIT.broken };
  } catch (error) {
    if (error instanceof BadUse) {
      return { line: `s2check: ${saved.path}: ${error.message}`, code: EXIT.badUse };
    }
    throw error;
  }
}
