import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { folderWith, remove, s2check } from "./s2check.ts";
import { SAMPLES } from "./sample-properties.ts";

// Processes are slow to start where the machine has other things to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder = "";
beforeAll(() => {
  folder = folderWith(SAMPLES);
});
afterAll(() => remove(folder));

it("shows every name", async () => {
  const { code, stdout, stderr } = await s2check(folder, ["list", "--properties", "as-declared"]);
  await expect(stdout).toMatchFileSnapshot("golden/list.txt");
  expect([code, stderr]).toEqual([0, ""]);
});

describe.concurrent("list", () => {
  it("for machines, too", async () => {
    const { code, stdout } = await s2check(folder, ["list", "--properties", "as-declared", "--json"]);
    const { models, properties } = JSON.parse(stdout) as Record<string, { readonly name: string }[]>;
    expect([models, properties].map((list) => list?.map(({ name }) => name))).toEqual([["bank"], ["no-lost-update"]]);
    expect(code).toBe(0);
  });

  it.each([
    ["nowhere", "nowhere is no folder that can be read: --properties wants one with a property in each file"],
    ["throws", "throws/a.ts does not load: not today"],
    [
      "exports-nothing",
      "exports-nothing/a.ts exports no property: write `export default property({ name, statement, model, … })`",
    ],
  ])("2: one sentence about a folder that cannot be used: %s", async (sample, sentence) => {
    const { code, stdout, stderr } = await s2check(folder, ["list", "--properties", sample]);
    expect([code, stdout, stderr]).toEqual([2, "", `s2check: ${sentence}\n`]);
  });
});

describe.concurrent("the program", () => {
  it("shows its commands", async () => {
    const { code, stdout } = await s2check(folder, ["--help"]);
    expect(stdout).toMatch(/^Usage: s2check /);
    expect(code).toBe(0);
  });

  it("2: names the nearest command", async () => {
    const { code, stdout, stderr } = await s2check(folder, ["chekc"]);
    expect(stderr).toBe("s2check: there is no command chekc: did you mean check? (see `s2check --help`)\n");
    expect([code, stdout]).toEqual([2, ""]);
  });
});
