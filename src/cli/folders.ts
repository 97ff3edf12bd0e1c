import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Option } from "commander";
import { BadUse } from "../check/bad-use.ts";

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Where properties are found, unless the command line names another folder. */
export const PROPERTIES = inProject("properties");
/** Where models are found. */
export const MODELS = inProject("models");
/** Text, JSON and HTML of the last run. */
export const LATEST = inProject("reports/latest");
/** Text, JSON, HTML and state of the last sweep. */
export const SWEEP = inProject("reports/sweep");
/** Counterexamples, replayed first in the next run. */
export const CORPUS = inProject("reports/corpus");

/** An option that takes a folder; its help shows the default as seen from the project. */
export function folderOption(flags: string, description: string, folder: string): Option {
  return new Option(flags, description).default(folder, relative(inProject("."), folder));
}

/** A path as seen from where the user is, unless that is somewhere else altogether. */
export function fromHere(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}

/** Makes the folder if it is not there; throws `BadUse` before any work is done for it in vain. */
export function requireWritable(flag: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw notWritable(flag, folder, error);
  }
}

/** Writes files, by name, into a folder; throws `BadUse` if it cannot. */
export function writeFiles(flag: string, folder: string, files: Readonly<Record<string, string>>): void {
  try {
    mkdirSync(folder, { recursive: true });
    Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text));
  } catch (error) {
    throw notWritable(flag, folder, error);
  }
}

/** One sentence about a folder in which something could not be written. */
export function notWritable(flag: string, folder: string, error: unknown): BadUse {
  const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return new BadUse(`${flag} ${fromHere(folder)}: nothing can be written there (${why}); name another folder`, {
    cause: error,
  });
}
