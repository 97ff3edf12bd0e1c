import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const names = z.record(z.string(), z.string()).default({});
const packageSchema = z.object({ dependencies: names, devDependencies: names, optionalDependencies: names });
const entrySchema = packageSchema.extend({
  resolved: z.string().optional(),
  hasInstallScript: z.boolean().default(false),
});
const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) });
type Packages = z.infer<typeof lockSchema>["packages"];

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, "../..", name), "utf8"));

/** Names that a package asks for and the lock file does not list where Node would look: `npm ci` refuses those. */
function missing(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter((name) => !reachable(packages, path, name))
      .map((name) => `${path} needs ${name}`),
  );
}

function reachable(packages: Packages, from: string, name: string): boolean {
  for (let path = from; ; path = path.slice(0, Math.max(0, path.lastIndexOf("/node_modules/")))) {
    if (packages[`${path}/node_modules/${name}`.replace(/^\//, "")]) return true;
    if (path === "") return false;
  }
}

test("npm ci finds in the lock file all that any package asks for, on every platform", () => {
  const { packages } = lockSchema.parse(read("package-lock.json"));
  expect(missing(packages)).toEqual([]);
  const other = Object.keys(packages).find((path) => path.endsWith("/binding-darwin-arm64"));
  const { [other!]: _, ...without } = packages;
  expect(missing(without)).toHaveLength(1);
});

test("the lock file ties nobody to one registry", () => {
  const { packages } = lockSchema.parse(read("package-lock.json"));
  expect(Object.values(packages).filter((entry) => entry.resolved !== undefined)).toEqual([]);
});

test("every install script is allowed or denied by name", () => {
  const { allowScripts } = z.object({ allowScripts: z.record(z.string(), z.boolean()) }).parse(read("package.json"));
  const { packages } = lockSchema.parse(read("package-lock.json"));
  const scripted = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript);
  expect([...new Set(scripted.map((path) => path.replace(/^.*node_modules\//, "")))].toSorted()).toEqual(
    Object.keys(allowScripts).toSorted(),
  );
});

test("every dependency is pinned", () => {
  const { dependencies, devDependencies } = packageSchema.parse(read("package.json"));
  const versions = Object.values({ ...dependencies, ...devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});
