import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { startProgress } from "../../src/report/progress.ts";

const escape = String.fromCharCode(27);
const beat = { thread: 1, what: "maple-v1, scenario 3", schedules: 400, scenarios: 1 };

function run(isTTY: boolean): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 24 });
  let now = 0;
  const progress = startProgress(stream, "25 for each of 2 designs", () => now);
  progress.say("2 saved counterexamples still fail");
  for (; now < 25_000; now += 1_000) {
    progress.beat(beat);
  }
  progress.beat({ ...beat, what: "", idle: true });
  progress.end();
  return String(stream.read());
}

test("what is not a terminal gets a plain line every ten seconds", () => {
  expect(run(false).trimEnd().split("\n")).toEqual([
    "2 saved counterexamples still fail",
    "11 scenarios, 4,400 schedules, 10 s (25 for each of 2 designs)",
    "21 scenarios, 8,400 schedules, 20 s (25 for each of 2 designs)",
  ]);
});

test("a terminal gets lines that redraw in place and are gone at the end", () => {
  const written = run(true);
  expect(written).toContain("2 saved counterexamples still fail\n");
  expect(written).toContain("25 scenarios, 10,000 schedules, 24 s\n  25 for each of 2 designs\n  maple-v1, scenario 3");
  expect(written.lastIndexOf(`${escape}[2K`)).toBeGreaterThan(written.lastIndexOf("scenario 3"));
});
