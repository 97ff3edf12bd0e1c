import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { Journal } from "../../src/sweep/journal.ts";

const ORIGIN = { code: "c0de", sweep: "vault-v1; seed 1" };
const answer = z.strictObject({ found: z.number() });

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "s2check-journal-"));
  path = join(folder, "deep/state.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

function filled(): void {
  const journal = Journal.open(path, ORIGIN);
  journal.note({ job: 1 }, { found: 10 });
  journal.note({ job: 2 }, { found: 20 });
}

test("what was noted is there the next time", () => {
  filled();
  const again = Journal.open(path, ORIGIN);
  expect(again.size).toBe(2);
  expect(again.recall({ job: 2 }, answer)).toEqual({ found: 20 });
  expect(again.recall({ job: 3 }, answer)).toBeUndefined();
});

test("a line that was cut off is forgotten, and what follows is on a line of its own", () => {
  filled();
  appendFileSync(path, '{"job":"12');
  Journal.open(path, ORIGIN).note({ job: 3 }, { found: 30 });
  const again = Journal.open(path, ORIGIN);
  expect([again.size, again.recall({ job: 3 }, answer)]).toEqual([3, { found: 30 }]);
});

describe("is refused in one sentence", () => {
  test.for<[string, (text: string) => string, RegExp]>([
    [
      "another sweep",
      (text) => text.replace("seed 1", "seed 2"),
      /is of another sweep \(vault-v1; seed 2; this one is/,
    ],
    ["other code", (text) => text.replace("c0de", "beef"), /is of other code: models, properties or the checker/],
    ["another file", () => "hello\n", /state\.jsonl:1: .*begin anew with --fresh/],
    [
      "a later version",
      (text) => text.replace('"version":1', '"version":2'),
      /:1: version is 2 and should be 1; begin anew/,
    ],
    ["a damaged line", (text) => text.replace('{"job"', '{"jab"'), /:2: job is missing; begin anew with --fresh/],
  ])("%s", ([, change, message]) => {
    filled();
    writeFileSync(path, change(readFileSync(path, "utf8")));
    expect(() => Journal.open(path, ORIGIN)).toThrow(message);
  });

  test("a result of another form", () => {
    filled();
    writeFileSync(path, readFileSync(path, "utf8").replace('"found":10', '"found":"ten"'));
    const again = Journal.open(path, ORIGIN);
    expect(() => again.recall({ job: 1 }, answer)).toThrow(
      /found is "ten" and should be a number; begin anew with --fresh/,
    );
  });
});
