import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Runs vitest on the files with our reporter alone; `test` is a global in them. */
function runVitest(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "s2check-closing-line-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
  const vitest = join(root, "node_modules/.bin/vitest");
  const reporter = `--reporter=${join(root, "tests/closing-line.ts")}`;
  return spawnSync(vitest, ["run", "--root", folder, "--globals", reporter], { encoding: "utf8" });
}

test("the closing line counts tests, files that do not load and errors outside tests", () => {
  const { stdout, status } = runVitest({
    "tests.test.js": `
      test("passes", () => {});
      test("passes too", () => {});
      test("fails", () => { throw new Error("as it should"); });
      test.skip("is skipped", () => {});
      test("throws later", () => new Promise((done) => { setTimeout(() => { done(); throw new Error("later"); }); }));
    `,
    "broken.test.js": "throw new Error('does not load');",
  });
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("3 passed, 3 failed, 1 skipped");
  expect(status).toBe(1);
});
