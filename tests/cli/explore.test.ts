import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { folderWith, remove, s2check } from "./s2check.ts";
import type { Ended } from "./s2check.ts";
import { SAMPLES } from "./sample-properties.ts";

// Processes are slow to start where the machine has other things to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder = "";
beforeAll(() => {
  folder = folderWith(SAMPLES);
});
afterAll(() => remove(folder));

const explore = (design: string, ...more: readonly string[]): Promise<Ended> =>
  s2check(folder, ["explore", "no-lost-update", "--properties", "as-declared", "--design", design, ...more]);

/** Position of a scenario that breaks the claim, and of few schedules. */
const AT = ["--scenario", "36"];
const ALL = ["--strategy", "exhaustive"];

it("counts how the schedules of one scenario end, and how to see a broken one", async () => {
  const { code, stdout, stderr } = await explore("racy", ...ALL, ...AT);
  await expect(stdout).toMatchFileSnapshot("golden/explore.txt");
  expect([code, stderr]).toEqual([0, ""]);
  const [, line = ""] = /^ {2}npm run -s s2check -- (.*)$/m.exec(stdout) ?? [];
  const replayed = await s2check(folder, line.split(" "));
  expect(replayed.stdout).toMatch(/^no-lost-update broken by racy: /);
});

describe.concurrent("explore", () => {
  it("for machines, too", async () => {
    const { stdout } = await explore("racy", "--json", ...ALL, ...AT);
    expect(JSON.parse(stdout)).toMatchObject({
      exhausted: true,
      scope: "all schedules",
      broken: [{ claim: "no-lost-update" }],
      seen: null,
    });
    const sample = await explore("atomic", "--json", "--strategy", "random", "--runs", "50", ...AT);
    expect(JSON.parse(sample.stdout)).toMatchObject({
      seen: { runs: 50, drawn: 50, lockNestings: 0 },
    });
  });

  it("0: the property holds in all of them", async () => {
    const { code, stdout } = await explore("atomic", ...ALL, ...AT);
    expect(stdout).toMatch(/schedules, which are all of them; .* steps\n {2}passed: /);
    expect(code).toBe(0);
  });

  it("--twice finds what no schedule decides", async () => {
    const twice = ["--design", "racy", "--twice"];
    const args = ["explore", "no-lost-update", "--properties", "rolls-dice", ...twice];
    const { code, stdout, stderr } = await s2check(folder, args);
    expect(stderr).toMatch(
      /^s2check: bank is not deterministic: one schedule, run twice, differs at step 1: first ".*\n$/,
    );
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("--twice says that each schedule went the same way", async () => {
    const { code, stdout } = await explore("atomic", "--twice", ...AT);
    expect(stdout.replaceAll("\n", " ")).toMatch(/holds for .* Run a second time, each went the same way\. $/);
    expect(code).toBe(0);
  });

  it("3: it holds up to a bound", async () => {
    const { code, stdout } = await explore("atomic", "--strategy", "exhaustive:0", ...AT);
    expect(stdout.replaceAll("\n", " ")).toMatch(
      /all its \d+ schedules up to preemption bound 0; others were not run\. Seen: \d+ traces, .*judging by 200 schedules drawn at random\. $/,
    );
    expect(code).toBe(3);
  });

  it("3: it holds in a sample", async () => {
    const { code, stdout } = await explore("atomic", "--strategy", "random", "--runs", "5", ...AT);
    expect(stdout).toContain("5 schedules, a sample; ");
    expect(stdout.replaceAll("\n", " ")).toContain(
      "no-lost-update holds for atomic in this scenario, in the 5 schedules that were run, a sample; others were not run.",
    );
    expect(stdout.replaceAll("\n", " ")).toMatch(/ % \(≤ .* %\), judging by 5 schedules drawn at random\. $/);
    expect(code).toBe(3);
  });

  it.each([
    ["task-throws", /^s2check: bank cannot be run: no such account \(a\.ts:\d+:\d+\)\n$/],
    ["loses-an-op", /^s2check: .* made WRITE_ONCE\(account\[0\], 1\) without yield\*: write `yield\* …` at once\n$/],
    [
      "locks-twice",
      /^s2check: .* waits in mutex_lock\(m\) for itself: it holds the lock: deadlock, which no property of bank has taken on\n$/,
    ],
  ])("2: %s", async (sample, sentence) => {
    const args = ["explore", "no-lost-update", "--properties", sample, "--design", "racy"];
    const { code, stdout, stderr } = await s2check(folder, args);
    expect(stderr).toMatch(sentence);
    expect([code, stdout]).toEqual([2, ""]);
  });
});

it("a folder that cannot be written is named before anything is searched", async () => {
  const args = ["check", "no-lost-update", "--properties", "as-declared", "--corpus", "as-declared/a.ts/corpus"];
  const { code, stderr } = await s2check(folder, args);
  expect(stderr).toBe(
    "s2check: --corpus as-declared/a.ts/corpus: nothing can be written there (ENOTDIR); name another folder\n",
  );
  expect(code).toBe(2);
});

it("what check calls a budget is called runs here, and says so", async () => {
  const { stderr } = await explore("racy", "--budget", "7");
  expect(stderr).toContain("there is no option --budget: did you mean --runs?");
});
