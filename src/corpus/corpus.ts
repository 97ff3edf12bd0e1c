import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import { BadData } from "../scenario/explain.ts";
import type { Counterexample } from "../shrink/counterexample.ts";
import { fromJson, toJson } from "./file.ts";
import type { ShapeOf } from "./file.ts";

/** A counterexample on disk. */
export interface Saved {
  readonly path: string;
  readonly counterexample: Counterexample;
}

export interface Corpus {
  /** In the order of their file names. */
  readonly saved: readonly Saved[];
  /** One sentence about each file that could not be used, with its path. */
  readonly problems: readonly string[];
}

/** A counterexample could not be written; the message says where and why. */
export class NotSaved extends Error {}

/**
 * Writes a counterexample to a file of its own; the same one goes to the same file. Readers never see half a file. Throws
 * `NotSaved`.
 */
export function save(folder: string, found: Counterexample): string {
  const path = join(folder, fileName(found));
  const draft = `${path}.${process.pid}.${threadId}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, toJson(found));
    renameSync(draft, path);
  } catch (error) {
    if (existsSync(draft)) {
      rmSync(draft);
    }
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new NotSaved(`${folder}: a counterexample cannot be kept there (${why})`, { cause: error });
  }
  return path;
}

/** Puts a counterexample in the place of the one at `path`, e.g. one that was shrunk from it. Returns its own path. */
export function replace(path: string, found: Counterexample): string {
  const instead = save(dirname(path), found);
  if (instead !== path) {
    rmSync(path, { force: true });
  }
  return instead;
}

/** All that is saved in a folder, checked against the models. A folder that does not exist is empty. */
export function load(folder: string, shapeOf: ShapeOf): Corpus {
  const saved: Saved[] = [];
  const problems: string[] = [];
  for (const name of jsonFilesIn(folder)) {
    const path = join(folder, name);
    try {
      saved.push({ path, counterexample: loadOne(path, shapeOf) });
    } catch (error) {
      if (!(error instanceof BadData)) {
        throw error;
      }
      problems.push(error.message);
    }
  }
  return { saved, problems };
}

/** One file; throws `BadData` with its path, e.g. `reports/corpus/x.json: scenario.tasks[0].role is 3 and should be a string`. */
export function loadOne(path: string, shapeOf: ShapeOf): Counterexample {
  try {
    return fromJson(read(path), shapeOf);
  } catch (error) {
    throw error instanceof BadData ? new BadData(`${path}: ${error.message}`) : error;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new BadData(`cannot be read (${error instanceof Error && "code" in error ? String(error.code) : "no file"})`);
  }
}

function jsonFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .toSorted();
  } catch {
    return [];
  }
}

/** Says what it is about, and which of several: by what is run, so that a proof found later changes no name. */
function fileName({ model, design, mended, property, scenario, schedule }: Counterexample): string {
  const identity = JSON.stringify([model, design, mended, property, scenario, schedule.choices]);
  const digest = createHash("sha256").update(identity).digest("hex").slice(0, 8);
  const parts = [[design, ...mended].join("~"), property].map((part) => part.replace(/[^\w~-]/g, "-"));
  return `${[...parts, digest].join(".")}.json`;
}
