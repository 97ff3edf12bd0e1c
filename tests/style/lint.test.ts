import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Each breaks one rule of .oxlintrc.json that keeps a promise of the project, not only good taste. */
const samples: readonly (readonly [path: string, source: string, rule: string])[] = [
  ["src/core/random.ts", "export const draw = () => Math.random();", "eslint(no-restricted-properties)"],
  ["src/kernel/clock.ts", "export const now = () => Date.now();", "eslint(no-restricted-globals)"],
  ["src/strategies/clock.ts", "export const now = () => performance.now();", "eslint(no-restricted-globals)"],
  ["src/oracles/later.ts", "setTimeout(() => undefined, 1);", "eslint(no-restricted-globals)"],
  ["src/explore/later.ts", "setImmediate(() => undefined);", "eslint(no-restricted-globals)"],
  ["src/scenario/clock.ts", "export const now = new Date();", "eslint(no-restricted-globals)"],
  ["src/shrink/node.ts", "export const [first] = process.argv;", "eslint(no-restricted-globals)"],
  ["models/nested/draw.ts", "export const draw = () => Math.random();", "eslint(no-restricted-properties)"],
  ["src/report/say.ts", 'console.log("said");', "eslint(no-console)"],
  ["src/check/any.ts", "export const anything = (value: any): unknown => value;", "typescript(no-explicit-any)"],
  ["src/corpus/one.ts", 'import { two } from "./two.ts";\nexport const one = () => two;', "import(no-cycle)"],
  ["src/corpus/two.ts", 'import { one } from "./one.ts";\nexport const two = () => one;', "import(no-cycle)"],
  ["models/stage2/long.ts", "// one more line\n".repeat(400) + "export {};", "eslint(max-lines)"],
  ["tests/a.test.ts", 'import { test } from "vitest";\ntest("says nothing", () => {});', "vitest(expect-expect)"],
];

const root = join(import.meta.dirname, "../..");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "s2check-lint-"));
  copyFileSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  for (const [path, source] of samples) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${source}\n`);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the linter refuses what breaks a promise", () => {
  const oxlint = join(root, "node_modules/.bin/oxlint");
  const { stdout, status } = spawnSync(oxlint, ["--format=unix"], { cwd: folder, encoding: "utf8" });
  const found = stdout.split("\n").flatMap((line) => {
    const match = /^([^:]+):\d+:\d+: .*\[Error\/(.+)\]$/.exec(line);
    return match ? [`${match[1]}: ${match[2]}`] : [];
  });
  // Rules that need types add complaints of their own, since the samples have no tsconfig.json.
  expect(found).toEqual(expect.arrayContaining(samples.map(([path, , rule]) => `${path}: ${rule}`)));
  expect(status).toBe(1);
});
