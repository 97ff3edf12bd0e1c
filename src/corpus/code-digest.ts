import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** Rooms that decide what a job finds. Commands and reports only say it. */
const DECIDING = [
  ...["core", "kernel", "strategies", "oracles", "explore", "scenario", "shrink", "check"].map((room) => `src/${room}`),
  "models",
];

/** Versions of what the sources are built on. */
const LOCK = join(PROJECT, "package-lock.json");

/** A digest of all sources on which the result of a job depends; `properties` is the folder that they are read from. */
export function codeDigest(properties: string): string {
  const hash = createHash("sha256");
  hash.update(existsSync(LOCK) ? readFileSync(LOCK) : "");
  for (const folder of [...DECIDING.map((room) => join(PROJECT, room)), properties]) {
    for (const file of sourcesIn(folder)) {
      hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .toSorted();
}
