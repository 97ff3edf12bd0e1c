import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const read = (name: string) => readFileSync(join(import.meta.dirname, "../..", name), "utf8");

test("docs/dependencies.md says why each dependency is there, and of nothing else", () => {
  const named = z.record(z.string(), z.string());
  const manifest = z.object({ dependencies: named, devDependencies: named }).parse(JSON.parse(read("package.json")));
  const [run = "", develop = ""] = read("docs/dependencies.md").split("## To develop");
  const rows = (text: string) => Array.from(text.matchAll(/^\| ([@a-z][^ ]*) \|/gm), ([, name]) => name);
  expect(rows(run).filter((name) => name !== "package")).toEqual(Object.keys(manifest.dependencies).toSorted());
  expect(rows(develop).filter((name) => name !== "package")).toEqual(Object.keys(manifest.devDependencies).toSorted());
});
