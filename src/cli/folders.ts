import { fileURLToPath } from "node:url";

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Where properties are found, unless the command line names another folder. */
export const PROPERTIES = inProject("properties");
/** Text, JSON and HTML of the last run. */
export const LATEST = inProject("reports/latest");
/** Counterexamples, replayed first in the next run. */
export const CORPUS = inProject("reports/corpus");
