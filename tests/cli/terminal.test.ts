import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { folderWith, remove, s2checkOnTerminal } from "./s2check.ts";
import { SAMPLES } from "./sample-properties.ts";

// Processes are slow to start where the machine has other things to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder = "";
beforeAll(() => {
  folder = folderWith(SAMPLES);
});
afterAll(() => remove(folder));

const hasTerminals = spawnSync("script", ["--version"]).status === 0;
const ESCAPE = String.fromCodePoint(27);
/** Colours and weights; other sequences move the cursor. */
const STYLE = new RegExp(`${ESCAPE}\\[[\\d;]*m`);

const args = ["check", "--properties", "undeclared", "--budget", "20", "--corpus", "corpus", "--out", "out"];

it.runIf(hasTerminals)("on a terminal there is colour", async () => {
  const { code, stdout } = await s2checkOnTerminal(folder, args);
  expect(stdout).toMatch(STYLE);
  expect(code).toBe(1);
});

it.runIf(hasTerminals)("with NO_COLOR there is none", async () => {
  const { code, stdout } = await s2checkOnTerminal(folder, args, { NO_COLOR: "1" });
  expect(stdout).toContain("racy/no-lost-update: broken, not declared");
  expect(stdout).not.toMatch(STYLE);
  expect(code).toBe(1);
});
