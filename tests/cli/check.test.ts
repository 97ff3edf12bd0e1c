import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runJob } from "../../src/check/job.ts";
import type { SearchJob } from "../../src/check/job.ts";
import { PORTFOLIO } from "../../src/check/plan.ts";
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

/** Checks a sample; what it leaves behind lies in a folder of the run's own. */
function check(sample: string, own: string, ...args: readonly string[]): Promise<Ended> {
  const places = ["--corpus", join(own, "corpus"), "--out", join(own, "out")];
  return s2check(folder, ["check", "--properties", sample, "--budget", "20", ...places, ...args]);
}

const read = (...path: readonly string[]): string => readFileSync(join(folder, ...path), "utf8");

/** A text report without the lines whose numbers change whenever the default search is tuned. */
const withoutCounts = (text: string): string =>
  text.replaceAll(/^(?:.*\d schedules?\b|    fast-check|atomic\/|seen |atomic +\d).*\n/gm, "");

/** On a terminal the matrix comes last, in the file first. */
const linesOf = (text: string): string[] => text.split("\n").toSorted();

/** A JSON report as far as it is the same on any machine. */
function lasting(text: string): unknown {
  const { times: _times, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return rest;
}

it("0: all as declared; the report is printed and written, the counterexample saved", async () => {
  const { code, stdout, stderr } = await check("as-declared", "zero");
  await expect(withoutCounts(stdout)).toMatchFileSnapshot("golden/check.txt");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(linesOf(read("zero/out/report.txt"))).toEqual(linesOf(stdout));
  expect(lasting(read("zero/out/report.json"))).toMatchObject({ format: "s2check-report", complete: true });
  expect(read("zero/out/index.html")).toContain("<!doctype html>");
  expect(readdirSync(join(folder, "zero/corpus"))).toEqual([expect.stringMatching(/^racy\.no-lost-update\..*\.json$/)]);
});

describe.concurrent("exit codes", () => {
  it("1: something is broken that is not declared broken", async () => {
    const { code, stdout } = await check("undeclared", "one");
    expect(stdout).toContain("racy/no-lost-update: broken, not declared");
    expect(code).toBe(1);
  });

  it("1: behind the flaw that is known there is one that is not", async () => {
    const { code, stdout } = await check("another-behind-it", "behind", "--budget", "100");
    expect(stdout).toMatch(/^no-lost-update BROKEN !\s*$/m);
    expect(stdout).toMatch(
      /account 1 holds 1, paid in were 2; none of the flaws that atomic is known for\s+explains it/,
    );
    expect(code).toBe(1);
  });

  it("3: what is declared broken was not broken", async () => {
    const { code, stdout } = await check("held-although-declared", "three");
    expect(stdout).toContain("1 cell: 1 held although declared broken");
    expect(code).toBe(3);
  });

  it("3: what a property speaks of never happened", async () => {
    const { code, stdout } = await check("never-happens", "never");
    expect(stdout).toMatch(/not exercised: "a bank run" never happened in 20\s+scenarios/);
    expect(code).toBe(3);
  });

  it("130: interrupted; what was found by then is told and written", async () => {
    const long = ["--budget", "1000000", "--corpus", "long/corpus", "--out", "long/out"];
    const { code, stdout, stderr } = await s2check(
      folder,
      ["check", "--properties", "as-declared", ...long],
      {},
      (process) => {
        const watch = setInterval(() => {
          const corpus = join(folder, "long/corpus");
          if (existsSync(corpus) && readdirSync(corpus).length > 0) {
            clearInterval(watch);
            process.kill("SIGINT");
          }
        }, 50);
      },
    );
    expect(stdout).toMatch(/^no-lost-update BROKEN +undecided$/m);
    expect(stdout).toContain("2 cells, interrupted: 1 broken as declared, 1 undecided");
    expect(code).toBe(130);
    expect(linesOf(read("long/out/report.txt"))).toEqual(linesOf(stdout));
    expect(lasting(read("long/out/report.json"))).toMatchObject({ complete: false });
    expect(stdout).toMatch(/^(minimal, proved|smallest found, not proved minimal|not shrunk \(interrupted\)): /m);
    expect(stderr).toMatch(
      /^s2check: interrupted: \d+ counterexamples? told, all that were found are kept in long\/corpus; the report of what was done by then is in long\/out$/m,
    );
  });
});

describe.concurrent("2: one sentence about a model or claim that cannot be run, and a report of the rest", () => {
  it.each([
    ["task-throws", /^s2check: racy: scenario 0 cannot be judged: no such account \(a\.ts:\d+:\d+\)$/],
    ["claim-throws", /^s2check: racy: scenario 0 cannot be judged: no ledger \(a\.ts:\d+:\d+\)$/],
    [
      "loses-an-op",
      /^s2check: racy: scenario 0 cannot be judged: .* made WRITE_ONCE\(account\[0\], 1\) without yield\*: write `yield\* …` at once$/,
    ],
    [
      "locks-twice",
      /^s2check: racy: scenario 0 cannot be judged: .* waits in mutex_lock\(m\) for itself: it holds the lock: deadlock, which no property of bank has taken on$/,
    ],
  ])("%s", async (sample, sentence) => {
    const { code, stdout, stderr } = await check(sample, sample);
    const [racy, atomic, end] = stderr.split("\n");
    expect(racy).toMatch(sentence);
    expect(atomic).toMatch(/^s2check: atomic: scenario/);
    expect(end).toBe("");
    expect(stdout).toContain("2 cells: 2 undecided");
    expect(code).toBe(2);
  });

  it.each([
    ["draws-nothing", /^s2check: no scenario of the model bank can be drawn: no customers \(a\.ts:\d+:\d+\)\n$/],
    [
      "breaks-once",
      /^s2check: no-lost-update was broken by racy in a run that does not break it again \(.*, schedule 2:.*\): something outside the schedule decides, e\.g\. Math\.random, Date, or state that setup does not make anew; `s2check explore --twice` says where\n$/,
    ],
  ])("%s, and no report", async (sample, sentence) => {
    const { code, stdout, stderr } = await check(sample, sample);
    expect(stderr).toMatch(sentence);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("a loop without an op", async () => {
    const { code, stdout, stderr } = await check("loops-for-ever", "loop", "--patience", "1");
    expect(stderr).toMatch(
      /^s2check: (racy|atomic), scenario 0: no run has ended for 1 s, so that a loop in the model or in a claim most likely never reaches a yield\* \(if it is only slow, give it more time with --patience\)\n$/,
    );
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

describe.concurrent("2: one sentence about what cannot be written, and nothing found is lost", () => {
  it("the corpus: the counterexample is in the sentence", async () => {
    const corpus = join(folder, "no-corpus");
    writeFileSync(corpus, "");
    const job: SearchJob = {
      kind: "search",
      folder: join(folder, "as-declared"),
      model: "bank",
      design: "racy",
      mended: [],
      corpus,
      properties: ["no-lost-update"],
      seed: 1,
      from: 0,
      to: 5,
      plan: PORTFOLIO,
    };
    await expect(runJob(job, () => undefined)).rejects.toThrow(
      /no-corpus: a counterexample cannot be kept there \((EEXIST|ENOTDIR)\): make room or name another folder with --corpus; it is 2:racy:no-lost-update:\S+$/,
    );
  });

  it("the report: it is printed all the same", async () => {
    mkdirSync(join(folder, "taken/out/report.json"), { recursive: true });
    const { code, stdout, stderr } = await check("as-declared", "taken");
    expect(stdout).toMatch(/^no-lost-update BROKEN +held$/m);
    expect(stderr).toBe("s2check: --out taken/out: nothing can be written there (EISDIR); name another folder\n");
    expect(code).toBe(2);
  });

  it("the gallery: told before anything is done", async () => {
    writeFileSync(join(folder, "no-gallery"), "");
    const { code, stdout, stderr } = await check("as-declared", "gallery", "--gallery", "no-gallery");
    expect(stderr).toBe("s2check: --gallery no-gallery: nothing can be written there (EEXIST); name another folder\n");
    expect([code, stdout]).toEqual([2, ""]);
  });
});

describe.concurrent("2: one sentence about bad use, and nothing else", () => {
  it.each([
    [
      ["no-lost-updates"],
      'there is no property called "no-lost-updates": did you mean no-lost-update? (`s2check list` shows all)',
    ],
    [["--design", "rcay"], 'there is no design called "rcay": did you mean racy? (`s2check list` shows all)'],
    [
      ["--strategy", "rnadom"],
      'there is no strategy "rnadom": did you mean random? (there are portfolio, default, random, pct[:depth], pos, urw, surw, swarm, directed, guided, delay[:bound], exhaustive[:bound], dpor[:bound], rf)',
    ],
    [["--strategy", "pct:x"], 'strategy "pct:x": the argument of pct is a whole number from 1 to 9999, as in pct:3'],
    [["--strategy", "pos:3"], 'strategy "pos:3": pos takes no argument'],
    [["--sede", "3"], "there is no option --sede: did you mean --seed? (see `s2check check --help`)"],
    [
      ["--gallery"],
      "--gallery <folder> lacks its value: put the counterexample of each known flaw there (see `s2check check --help`)",
    ],
    [["--budget", "many"], "--budget many: it takes a whole number from 1 to 10000000 (see `s2check check --help`)"],
  ])("%s", async (args, sentence) => {
    const { code, stdout, stderr } = await check("as-declared", "none", ...args);
    expect(stderr).toBe(`s2check: ${sentence}\n`);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

it("two runs print the same JSON but for their times, the second after replaying what the first has saved", async () => {
  const first = await check("as-declared", "json", "--json");
  const second = await check("as-declared", "json", "--json");
  expect(lasting(second.stdout)).toEqual(lasting(first.stdout));
  expect(first.stdout.replace(/"times": \{[^]*$/, "")).toBe(second.stdout.replace(/"times": \{[^]*$/, ""));
  expect(read("json/out/report.json")).toBe(second.stdout);
  expect([first.stderr, second.stderr]).toEqual(["", "replayed first: 1 saved counterexample, still broken\n"]);
  expect([first.code, second.code]).toEqual([0, 0]);
});

it("a damaged file of the corpus is named with its field and left aside", async () => {
  mkdirSync(join(folder, "damaged/corpus"), { recursive: true });
  writeFileSync(join(folder, "damaged/corpus/half.json"), '{ "version": 1,');
  writeFileSync(join(folder, "damaged/corpus/old.json"), '{ "version": 0, "model": "bank" }');
  const { code, stderr } = await check("as-declared", "damaged");
  expect(stderr.split("\n")).toEqual([
    expect.stringMatching(/^skipped damaged\/corpus\/half\.json: not a counterexample of s2check: not JSON: /),
    "skipped damaged/corpus/old.json: a counterexample of version 0: this s2check reads version 1",
    "",
  ]);
  expect(code).toBe(0);
});

it("of what is saved only the designs that are checked are replayed", async () => {
  await check("as-declared", "some");
  const { stdout, stderr } = await check("as-declared", "some", "--design", "atomic");
  expect(stderr).toBe("");
  expect(stdout).toContain("1 cell: 1 held");
});
