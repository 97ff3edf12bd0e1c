import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const notOurs = new Set([".git", "node_modules", "latest"]);
/** What a sweep writes; a room has the same name. */
const SWEPT = "reports/sweep/";

/** Every file of the project, as paths from its root with forward slashes, sorted. */
export function projectFiles(): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((path) => !path.startsWith(SWEPT) && !path.split("/").some((part) => notOurs.has(part)))
    .toSorted();
}

/** The text of a file named as `projectFiles` names it. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
