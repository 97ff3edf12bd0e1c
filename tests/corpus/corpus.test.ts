import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { load, loadOne, NotSaved, replace, save } from "../../src/corpus/corpus.ts";
import type { Shape } from "../../src/scenario/shape.ts";
import type { Counterexample } from "../../src/shrink/counterexample.ts";
import { confirm, shrink } from "../../src/shrink/shrink.ts";
import { bank, noLostUpdate } from "../sample-models/bank.ts";
import { failuresOf } from "../shrink/failures.ts";

const failures = failuresOf(bank, [noLostUpdate], "no-lost-update", 3);
const raws = failures.map((failure) => confirm(failure)!);
const shapeOf = (model: string): Shape | null => (model === "bank" ? bank : null);

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "corpus-")), "saved");
});
afterEach(() => {
  rmSync(join(folder, ".."), { recursive: true });
});

describe("the corpus", () => {
  it("gives back what was saved, in the order of file names", () => {
    const paths = raws.map((raw) => save(folder, raw));
    const { saved, problems } = load(folder, shapeOf);
    expect(problems).toEqual([]);
    expect(saved.map(({ path }) => path)).toEqual(paths.toSorted());
    expect(new Set(saved.map(({ counterexample }) => counterexample))).toEqual(new Set(raws));
  });

  it("writes the same bytes to the same file for the same counterexample", () => {
    const path = save(folder, raws[0]!);
    const bytes = readFileSync(path, "utf8");
    save(folder, load(folder, shapeOf).saved[0]!.counterexample);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(readFileSync(path, "utf8")).toBe(bytes);
    expect(path).toMatch(/[/\\]racy\.no-lost-update\.[0-9a-f]{8}\.json$/);
  });

  it("puts what was shrunk in the place of what it was shrunk from", () => {
    const path = save(folder, raws[0]!);
    const small = shrink(failures[0]!);
    const instead = replace(path, small);
    expect(load(folder, shapeOf).saved).toEqual([{ path: instead, counterexample: small }]);
    expect(replace(instead, { ...small, code: "0f" })).toBe(instead);
    expect(load(folder, shapeOf).saved[0]!.counterexample.code).toBe("0f");
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("says where and why nothing can be written, and leaves no draft behind", () => {
    const path = save(folder, raws[0]!);
    rmSync(path);
    mkdirSync(path);
    expect(() => save(folder, raws[0]!)).toThrow(
      new NotSaved(`${folder}: a counterexample cannot be kept there (EISDIR)`),
    );
    expect(readdirSync(folder)).toEqual([basename(path)]);
  });

  it("is empty where there is no folder", () => {
    expect(load(join(folder, "nowhere"), shapeOf)).toEqual({ saved: [], problems: [] });
  });
});

/** The raw counterexample as JSON data, changed. */
function changed(change: (data: Record<string, unknown>) => void): string {
  const path = save(folder, raws[0]!);
  const data = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  rmSync(path);
  change(data);
  return JSON.stringify(data);
}

describe("a file that does not fit", () => {
  const cases: [string, () => string, string | RegExp][] = [
    ["half a file", () => changed(() => {}).slice(0, 40), "not a counterexample of s2check: not JSON: "],
    ["another program's", () => '{"name": "x"}', "not a counterexample of s2check: version is missing"],
    ["a list", () => "[]", "not a counterexample of s2check: it is [] and should be an object"],
    [
      "a later version",
      () => changed((d) => (d["version"] = 2)),
      "a counterexample of version 2: this s2check reads version 1",
    ],
    ["an unknown model", () => changed((d) => (d["model"] = "shop")), 'model is "shop": there is no such model here'],
    ["no claim", () => changed((d) => delete d["claim"]), "claim is missing"],
    [
      "a damaged schedule",
      () => changed((d) => (d["schedule"] = "1:a")),
      'schedule is "1:a": schedule part "a" is neither',
    ],
    [
      "a schedule that was cut",
      () => changed((d) => (d["schedule"] = String(d["schedule"]).replace(/\.[^.]*=/, "="))),
      /schedule is "2:.*": the schedule should have \d+ choices? and ends after \d+: it was changed$/,
    ],
    ["a field too many", () => changed((d) => (d["extra"] = 1)), "it has a field extra that is not known here"],
    [
      "a scenario of another model",
      () => changed((d) => (d["scenario"] = { settings: { opening: 0, rainy: false }, tasks: [{ role: "robber" }] })),
      'scenario.tasks[0].role is "robber" and should be one of teller, auditor',
    ],
  ];

  it.each(cases)("is named with path and field, and the others are used: %s", (_title, text, sentence) => {
    const bad = text();
    save(folder, raws[1]!);
    const path = join(folder, "bad.json");
    writeFileSync(path, bad);
    const { saved, problems } = load(folder, shapeOf);
    expect(saved.map(({ counterexample }) => counterexample)).toEqual([raws[1]]);
    expect(problems).toHaveLength(1);
    const told = problems[0]!.slice(`${path}: `.length);
    expect(typeof sentence === "string" ? told.indexOf(sentence) : told.search(sentence)).toBe(0);
    expect(() => loadOne(path, shapeOf)).toThrow(problems[0]!);
  });

  it("is refused if it is not there", () => {
    expect(() => loadOne(join(folder, "gone.json"), shapeOf)).toThrow(/gone\.json: cannot be read \(ENOENT\)$/);
  });
});

it("a counterexample survives the file whatever its origin", () => {
  const foreign: Counterexample = { ...raws[0]!, origin: null, mended: ["RMW"], proved: true, proof: "by hand" };
  const shows = { flaws: ["RMW"], together: false };
  expect(loadOne(save(folder, { ...foreign, shows }), shapeOf)).toEqual({ ...foreign, shows });
  expect(loadOne(save(folder, foreign), shapeOf)).toEqual(foreign);
});
