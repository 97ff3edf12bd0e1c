import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Program } from "../../src/core/program.ts";
import { figuresOf, tracesOf } from "./figures.ts";
import type { Figures, Traces } from "./figures.ts";
import { account } from "./programs/account.ts";
import { carter01 } from "./programs/carter01.ts";
import { circularBuffer } from "./programs/circular-buffer.ts";
import { counter } from "./programs/counter.ts";
import { deadlock01 } from "./programs/deadlock01.ts";
import { dining } from "./programs/dining.ts";
import { lastzero } from "./programs/lastzero.ts";
import { lazy01 } from "./programs/lazy01.ts";
import { lastwrite, readers } from "./programs/readers.ts";
import { reorder } from "./programs/reorder.ts";
import { twostage } from "./programs/twostage.ts";

// Each row of the table was computed by other programs (dynamic programming, sleep sets): nothing here is our own figure.
const table = new Map(
  readFileSync(new URL("../vectors/published/reference_oracle_models.csv", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
    .map((row) => [row[0]!, row] as const),
);

interface Entry {
  readonly name: string;
  readonly figures: () => Figures;
  readonly traces: () => Traces;
}

function entry<S>(program: Program<S>): Entry {
  return { name: program.name, figures: () => figuresOf(program), traces: () => tracesOf(program) };
}

const entries: readonly Entry[] = [
  entry(account),
  entry(carter01),
  entry(circularBuffer),
  entry(deadlock01),
  entry(lazy01),
  entry(reorder(2, 1)),
  entry(reorder(3, 1)),
  entry(twostage),
  entry(dining(2)),
  entry(dining(3)),
  entry(dining(4)),
  entry(counter(2, 1)),
  entry(counter(2, 2)),
  entry(counter(3, 1)),
  entry(counter(3, 2)),
  entry(readers(2)),
  entry(readers(5)),
  entry(lastzero(2)),
  entry(lastzero(3)),
  entry(lastzero(4)),
  ...[2, 3, 4, 5, 6, 7].map((n) => entry(lastwrite(n))),
];

function column(name: string, index: number): string {
  return table.get(name)?.[index] ?? "";
}

test.each(entries)(
  "$name: interleavings, buggy ones, chance of a random walk, fewest preemptions",
  ({ name, figures }) => {
    const { interleavings, buggy, randomWalk, preemptions } = figures();
    const published = Number(column(name, 5));
    expect([interleavings, buggy, preemptions === null ? "" : String(preemptions)]).toEqual([
      Number(column(name, 3)),
      Number(column(name, 4)),
      column(name, 7),
    ]);
    // The table gives four significant digits.
    expect(Math.abs(randomWalk - published)).toBeLessThanOrEqual(published * 5e-4);
  },
);

test.each(entries)("$name: Mazurkiewicz traces and buggy ones", ({ name, traces }) => {
  expect(traces()).toEqual({ traces: Number(column(name, 8)), buggy: Number(column(name, 9)) });
});

test("reorder_5: 400,960 interleavings, 424 of them buggy", () => {
  expect(figuresOf(reorder(4, 1))).toMatchObject({ interleavings: 400_960, buggy: 424, preemptions: 1 });
});

test("racing counters: all interleavings, C(12, 6) and C(20, 10)", () => {
  expect(figuresOf(counter(2, 3)).interleavings).toBe(924);
  expect(figuresOf(counter(2, 5)).interleavings).toBe(184_756);
});
