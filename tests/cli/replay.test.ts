import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { folderWith, remove, s2check } from "./s2check.ts";
import type { Ended } from "./s2check.ts";
import { SAMPLES } from "./sample-properties.ts";

const LINE = "2:racy:no-lost-update:/teller+deposit/teller+deposit:1.0=2";

// Processes are slow to start where the machine has other things to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder = "";
/** The command that the report prints, its lines put together as a shell does it. */
let printed: string[] = [];
let saved = "";

beforeAll(async () => {
  folder = folderWith(SAMPLES);
  const { stdout } = await check("as-declared");
  const [, command = ""] = /^replay: ((?:.*\\\n)*.*)$/m.exec(stdout) ?? [];
  printed = command.replaceAll("\\\n", "").split(" ").slice("npm run -s s2check --".split(" ").length);
  saved = join("corpus", readdirSync(join(folder, "corpus"))[0] ?? "");
});
afterAll(() => remove(folder));

const check = (sample: string): Promise<Ended> =>
  s2check(folder, ["check", "--properties", sample, "--budget", "20", "--corpus", "corpus", "--out", "out"]);

const replay = (what: string, sample = "as-declared", ...more: readonly string[]): Promise<Ended> =>
  s2check(folder, ["replay", what, "--properties", sample, ...more]);

it("from the command that the report prints", async () => {
  expect(printed).toEqual(["replay", "--properties", "as-declared", LINE]);
  const { code, stdout, stderr } = await s2check(folder, printed);
  await expect(stdout).toMatchFileSnapshot("golden/replay.txt");
  expect([code, stderr]).toEqual([0, ""]);
});

describe.concurrent("a counterexample is shown again", () => {
  it("from its file, with what was proved of it", async () => {
    const { code, stdout } = await replay(saved);
    expect(stdout).toMatch(
      /^no-lost-update broken by racy: RMW, .*\nminimal, proved: 2 commands, 2 tasks, 1 preemption, 4 steps\n/,
    );
    expect(code).toBe(0);
  });

  it("from a folder of files, a line each; the most pressing answer counts", async () => {
    mkdirSync(join(folder, "several"));
    const text = readFileSync(join(folder, saved), "utf8");
    writeFileSync(join(folder, "several/a.json"), text);
    expect(await replay("several")).toEqual({
      code: 0,
      stdout: "a.json: no-lost-update broken by racy, as declared\n",
      stderr: "",
    });
    writeFileSync(join(folder, "several/b.json"), text.replace(/"schedule": ".*"/, '"schedule": "2:=0"'));
    writeFileSync(join(folder, "several/c.json"), text.replace('"racy"', '"rcay"'));
    writeFileSync(join(folder, "several/d.json"), "[]");
    const { code, stdout, stderr } = await replay("several");
    expect(stdout.split("\n").slice(1)).toEqual(["b.json: no-lost-update holds for racy", ""]);
    expect(stderr.split("\n")).toEqual(
      [
        "s2check: several/d.json: not a counterexample of s2check: it is [] and should be an object",
        'several/c.json: there is no design called "rcay": did you mean racy? (`s2check list` shows all)',
        "",
      ].map((line) => line.replace(/^several.c/, "s2check: several/c")),
    );
    expect(code).toBe(2);
  });

  it("from a line as versions before this one printed it", async () => {
    const { code, stdout } = await replay(LINE.replace(/^2/, "1").replace("=2", ""));
    expect(stdout).toContain("a line carries no proof: 2 commands, 2 tasks, 1 preemption, 4 steps\n");
    expect(code).toBe(0);
  });

  it("1: where it is not declared", async () => {
    expect(await replay(LINE, "undeclared")).toMatchObject({ code: 1 });
  });

  it("3: if it breaks nothing", async () => {
    const { code, stdout } = await replay(LINE.replace(":racy:", ":racy~RMW:").replace(":1.0=2", ":=0"));
    expect(stdout).toBe("no-lost-update holds for racy with RMW mended in this scenario under this schedule\n");
    expect(code).toBe(3);
  });

  it("with every step on demand", async () => {
    const long = LINE.replace("/teller+deposit/", "/teller+look,account=5+look,account=5+deposit/").replace(
      ":1.0=2",
      ":0x3.1=4",
    );
    const lines = async (...more: readonly string[]): Promise<string[]> =>
      (await replay(long, "as-declared", ...more)).stdout.split("\n").filter((line) => /^ \d/.test(line));
    expect((await lines()).length).toBeLessThan((await lines("--all")).length);
  });
});

describe.concurrent("2: one sentence about what cannot be replayed", () => {
  it.each([
    [
      "there.json",
      "there is no file or folder there.json, and it is no counterexample: one looks like 2:design:property:scenario:choices=number",
    ],
    [`${LINE}:`, `"${LINE}:" is damaged: it should have five parts, 2:design:property:scenario:choices=number`],
    [
      LINE.replace("1.0", "1.7"),
      "the schedule does not fit racy as it is now: at choice 1, the task it names cannot step here",
    ],
    [LINE.replace("racy", "rcay"), 'there is no design called "rcay": did you mean racy? (`s2check list` shows all)'],
    [
      LINE.replace("racy", "racy~RMV"),
      'there is no flaw of racy called "RMV": did you mean RMW? (`s2check list` shows all)',
    ],
    [LINE.slice(0, -2), "the schedule is cut off: after its choices it should say how many they are, e.g. 0x3.1=4"],
    [LINE.replace("1.0=", "1="), "the schedule should have 2 choices and ends after 1: it was changed"],
    [LINE.replace("1.0=", "1.0.0="), "the schedule should have 2 choices and has 3: it was changed"],
    [
      LINE.replace("1.0=2", "1.0x9=10"),
      /^the schedule does not fit racy as it is now: of its 10 choices, \d were never read$/,
    ],
    [LINE.replace("deposit", "deposit,amount=10"), "tasks[0].commands[0].args.amount is 10 and should be at most 9"],
    ["as-declared", "as-declared holds no counterexample: there is no .json file in it"],
  ])("%s", async (what, sentence) => {
    const { code, stdout, stderr } = await replay(what);
    expect(stderr).toMatch(/^s2check: .*\n$/);
    expect(stderr.slice("s2check: ".length, -1)).toEqual(
      typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
    );
    expect([code, stdout]).toEqual([2, ""]);
  });

  it.each([
    ["half.json", '{ "version": 1, "model": "ba', /^half\.json: not a counterexample of s2check: not JSON: .*$/],
    [
      "future.json",
      '{ "version": 7, "model": "bank" }',
      /^future\.json: a counterexample of version 7: this s2check reads version 1$/,
    ],
    ["other.json", '{ "name": "x" }', /^other\.json: not a counterexample of s2check: version is missing$/],
    [
      "foreign.json",
      '{ "version": 1, "model": "shop" }',
      /^foreign\.json: model is "shop": there is no such model here$/,
    ],
  ])("%s", async (name, text, sentence) => {
    writeFileSync(join(folder, name), text);
    const { code, stderr } = await replay(name);
    expect(stderr.slice("s2check: ".length, -1)).toMatch(sentence);
    expect(code).toBe(2);
  });

  it("a model that throws", async () => {
    const { code, stderr } = await replay("2:racy:no-lost-update:/teller+deposit:=0", "task-throws");
    expect(stderr).toMatch(/^s2check: bank cannot be run, teller fails: no such account \(a\.ts:\d+:\d+\)\n$/);
    expect(code).toBe(2);
  });
});
