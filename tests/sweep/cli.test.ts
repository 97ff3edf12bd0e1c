import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { folderWith, remove, s2check } from "../cli/s2check.ts";
import type { Ended } from "../cli/s2check.ts";
import { sweepSchema } from "./schema.ts";

// Processes are slow to start where the machine has other things to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PROPERTY = `
import { balanced, vault } from "<project>/tests/sample-models/vault.ts";
export default { name: "balanced", statement: "what was paid is in", model: vault, claim: balanced, exercised: [] };
`;

/** The same with another name, claim and what must happen. */
const other = (name: string, claim: string, exercised: string): string =>
  PROPERTY.replace('"balanced"', `"${name}"`)
    .replace("claim: balanced", `claim: ${claim}`)
    .replace("[] }", `[${exercised}] }`);

let folder = "";
beforeAll(() => {
  folder = folderWith({
    "properties/balanced.ts": PROPERTY,
    "strict/empty.ts": other("empty", '{ finally: ({ coins }) => (coins.peek === 0 ? null : "coins are in") }', ""),
    "unmet/balanced.ts": other("balanced", "balanced", '"a theft"'),
  });
});
afterAll(() => remove(folder));

const sweep = (own: string, ...args: string[]): Promise<Ended> =>
  s2check(folder, ["sweep", "--properties", "properties", "--budget", "30", "--out", own, ...args]);

const read = (...path: string[]): string => readFileSync(join(folder, ...path), "utf8");

/** A text without the lines whose numbers change whenever the default search is tuned. */
const withoutCounts = (text: string): string =>
  text.replaceAll(/^(?:.*(?:held|schedules?\b|setting$)|(?:mutex|none) +).*\n/gm, "");

/** A document as far as it is the same on any machine. */
const lasting = (text: string): unknown => ({ ...(JSON.parse(text) as object), times: null });

describe("the open knobs of a small model", () => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await sweep("whole");
  });

  test("as text: what is safe, what is not, what only together, and the smallest races", async () => {
    const { causes } = sweepSchema.parse(JSON.parse(read("whole/sweep.json")));
    const short = causes.reduce(
      (text, { findings }) => text.replace(findings[0]!.mail.join("\n"), "(its race, as for a mail)"),
      ended.stdout,
    );
    await expect(withoutCounts(short)).toMatchFileSnapshot("golden/sweep.txt");
    expect(ended.code).toBe(0);
    const sorted = (text: string): string[] => text.split("\n").toSorted();
    expect(sorted(read("whole/sweep.txt"))).toEqual(sorted(ended.stdout));
  });

  test("as JSON", () => {
    const document = sweepSchema.parse(JSON.parse(read("whole/sweep.json")));
    expect(document.settings.map(({ verdict }) => verdict)).toEqual([
      "safe",
      "unsafe",
      "safe",
      "unsafe",
      "safe",
      "unsafe",
      "unsafe",
      "unsafe",
    ]);
    expect(document.causes.map(({ values }) => values)).toEqual([{ pay: "twice" }, { lock: "none", update: "plain" }]);
  });

  test("every unsafe setting has a command that replays its race", async () => {
    const document = sweepSchema.parse(JSON.parse(read("whole/sweep.json")));
    const commands = document.settings.flatMap(({ broken }) => broken.map(({ replay }) => replay));
    expect(commands).toHaveLength(5);
    for (const command of [commands[0]!, commands.at(-1)!]) {
      const [, args] = command.split(" -- ");
      const { code, stdout } = await s2check(folder, args!.split(" "));
      expect(stdout).toContain("balanced broken by vault-v1@");
      expect(code).toBe(0);
    }
  });

  test("again takes everything from the journal, and says the same", async () => {
    const again = await sweep("whole", "--json");
    expect(again.stderr).toMatch(/^\d+ finished jobs are taken from/);
    expect(lasting(again.stdout)).toEqual(lasting(read("whole/sweep.json")));
    const before = read("whole/state.jsonl");
    const fresh = await sweep("whole", "--json", "--fresh");
    expect(lasting(fresh.stdout)).toEqual(lasting(again.stdout));
    expect(read("whole/state.jsonl").split("\n").toSorted()).toEqual(before.split("\n").toSorted());
  });

  test("another seed or budget is another sweep", async () => {
    const { code, stderr } = await sweep("whole", "--seed", "2");
    expect(stderr).toMatch(/^s2check: whole\/state\.jsonl is of another sweep .*begin anew with --fresh\n$/);
    expect(code).toBe(2);
  });
});

test("an interrupted sweep goes on where it was", async () => {
  const args = ["--knob", "lock", "update", "--budget", "3000"];
  const started = await s2check(
    folder,
    ["sweep", "--properties", "properties", "--out", "cut", ...args],
    {},
    (process) => {
      const watch = setInterval(() => {
        if (existsSync(join(folder, "cut/state.jsonl")) && read("cut/state.jsonl").split("\n").length > 3) {
          clearInterval(watch);
          process.kill("SIGINT");
        }
      }, 10);
    },
  );
  expect(started.code).toBe(130);
  expect(started.stdout).toContain("4 settings, interrupted");
  const done = read("cut/state.jsonl").trimEnd().split("\n");
  const resumed = await s2check(folder, ["sweep", "--properties", "properties", "--out", "cut", ...args, "--json"]);
  expect(resumed).toMatchObject({ code: 0, stderr: expect.stringContaining("finished jobs are taken from") as string });
  expect(read("cut/state.jsonl").split("\n").slice(0, done.length)).toEqual(done);
  const { settings } = sweepSchema.parse(JSON.parse(resumed.stdout));
  expect(settings.map(({ verdict }) => verdict)).toEqual(["safe", "safe", "safe", "unsafe"]);
});

describe.concurrent("exit codes and bad use", () => {
  test("0: the design's own setting breaks what it declares to break", async () => {
    const { code, stdout } = await sweep("posted", "--as-posted", "--knob", "paint");
    expect(stdout).toContain("2 settings: 0 safe in all explored, 2 unsafe for 1 reason");
    expect(stdout).toContain("unsafe: any setting");
    expect(code).toBe(0);
  });

  test("1: it breaks what it does not declare to break", async () => {
    const { code, stdout } = await sweep("strict", "--properties", "strict", "--knob", "paint");
    expect(stdout).toContain("breaks empty");
    expect(code).toBe(1);
  });

  test("3: what the property speaks of never happened", async () => {
    const { code, stdout } = await sweep("unmet", "--properties", "unmet", "--knob", "paint");
    expect(stdout).toMatch(/2 settings, e\.g\. vault-v1: "a theft" never happened/);
    expect(stdout).toMatch(/^1 +paint +red +undecided/m);
    expect(code).toBe(3);
  });

  test.for<[string[], string]>([
    [["--knob", "lok"], 'vault-v1 has no knob "lok": did you mean lock? (there are lock, update, pay, paint)'],
    [["--knob", "pay=never"], 'the knob pay has no value "never": did you mean once?'],
    [["--design", "valt"], 'there is no design called "valt": did you mean vault-v1?'],
    [["balnced"], 'there is no property called "balnced": did you mean balanced?'],
  ])("2: %s", async ([args, message]) => {
    const { code, stderr } = await sweep("bad", ...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test("--help says everything", async () => {
    const { stdout } = await s2check(folder, ["sweep", "--help"]);
    for (const word of ["--design", "--knob", "--as-posted", "--fresh", "--json", "Exit codes", "Examples"]) {
      expect(stdout).toContain(word);
    }
  });
});
