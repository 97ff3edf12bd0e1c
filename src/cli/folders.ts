import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Option } from "commander";

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
