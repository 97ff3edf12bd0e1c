import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { folderWith, remove, s2check } from "./s2check.ts";
import type { Ended } from "./s2check.ts";
import { SAMPLES } from "./sample-properties.ts";

const LINE = "1:racy:no-lost-update:/teller+deposit/teller+deposit:0.1";

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
      /^no-lost-update broken by racy: .*\nminimal, proved: 2 commands, 2 tasks, 1 preemption, 4 steps\n/,
    );
    expect(code).toBe(0);
  });

  it("1: where it is not declared", async () => {
    expect(await replay(LINE, "undeclared")).toMatchObject({ code: 1 });
  });

  it("3: if it breaks nothing", async () => {
    const { code, stdout } = await replay(LINE.replace(":racy:", ":racy~RMW:").replace(":0.1", ":"));
    expect(stdout).toBe("no-lost-update holds for racy with RMW mended in this scenario under this schedule\n");
    expect(code).toBe(3);
  });

  it("with every step on demand", async () => {
    const long = LINE.replace("/teller+deposit/", "/teller+look,account=5+look,account=5+deposit/").replace(
      ":0.1",
      ":0x3.1",
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
      "there is no file there.json, and it is no counterexample: one looks like 1:design:property:scenario:choices",
    ],
    [`${LINE}:`, `"${LINE}:" is damaged: it should have five parts, 1:design:property:scenario:choices`],
    [
      LINE.replace("0.1", "0.7"),
      "the schedule does not fit racy as it is now: at choice 1, the task it names cannot step here",
    ],
    [LINE.replace("racy", "rcay"), 'there is no design called "rcay": did you mean racy? (`s2check list` shows all)'],
    [
      LINE.replace("racy", "racy~RMV"),
      'there is no flaw of racy called "RMV": did you mean RMW? (`s2check list` shows all)',
    ],
    [LINE.replace("deposit", "deposit,amount=10"), "tasks[0].commands[0].args.amount is 10: at most 9"],
    ["corpus", /^corpus: cannot be read \(EISDIR\)$/],
  ])("%s", async (what, sentence) => {
    const { code, stdout, stderr } = await replay(what);
    expect(stderr).toMatch(/^s2check: .*\n$/);
    expect(stderr.slice("s2check: ".length, -1)).toEqual(
      typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
    );
    expect([code, stdout]).toEqual([2, ""]);
  });

  it.each([
    ["half.json", '{ "version": 1, "model": "ba', /^half\.json: not JSON: .*$/],
    ["future.json", '{ "version": 7, "model": "bank" }', /^future\.json: version is 7: one of 1$/],
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
    const { code, stderr } = await replay("1:racy:no-lost-update:/teller+deposit:", "task-throws");
    expect(stderr).toMatch(/^s2check: bank cannot be run, teller fails: no such account \(at .*\n$/);
    expect(code).toBe(2);
  });
});
