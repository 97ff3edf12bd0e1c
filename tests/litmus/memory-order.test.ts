import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import { explore } from "../../src/explore/explore.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { straightLine } from "./programs/straight-line.ts";

function outcomesOf(tasks: readonly (readonly string[])[]): string[] {
  const outcomes = new Set<string>();
  const program = straightLine(tasks, (outcome) => outcomes.add(outcome));
  explore(new Execution(program), preemptionBounded({ maxBound: Infinity }), { runs: 100_000 });
  return [...outcomes].toSorted();
}

// Whole sets of outcomes under sequential consistency; the one that each shape is named for is weaker and must be missing.
test.each([
  {
    shape: "SB, store buffering: never 0|0",
    tasks: [
      ["w x 1", "r y"],
      ["w y 1", "r x"],
    ],
    outcomes: ["0|1 x=1 y=1", "1|0 x=1 y=1", "1|1 x=1 y=1"],
  },
  {
    shape: "MP, message passing: never 10",
    tasks: [
      ["w x 1", "w y 1"],
      ["r y", "r x"],
    ],
    outcomes: ["|00 x=1 y=1", "|01 x=1 y=1", "|11 x=1 y=1"],
  },
  {
    shape: "LB, load buffering: never 1|1",
    tasks: [
      ["r x", "w y 1"],
      ["r y", "w x 1"],
    ],
    outcomes: ["0|0 x=1 y=1", "0|1 x=1 y=1", "1|0 x=1 y=1"],
  },
  {
    shape: "S: never 1 and x=2",
    tasks: [
      ["w x 2", "w y 1"],
      ["r y", "w x 1"],
    ],
    outcomes: ["|0 x=1 y=1", "|0 x=2 y=1", "|1 x=1 y=1"],
  },
  {
    shape: "R: never 0 and y=2",
    tasks: [
      ["w x 1", "w y 1"],
      ["w y 2", "r x"],
    ],
    outcomes: ["|0 x=1 y=1", "|1 x=1 y=1", "|1 x=1 y=2"],
  },
  {
    shape: "2+2W: never x=1 y=1",
    tasks: [
      ["w x 1", "w y 2"],
      ["w y 1", "w x 2"],
    ],
    outcomes: ["| x=1 y=2", "| x=2 y=1", "| x=2 y=2"],
  },
  {
    shape: "CoRR, coherence of one variable: never 10",
    tasks: [["w x 1"], ["r x", "r x"]],
    outcomes: ["|00 x=1", "|01 x=1", "|11 x=1"],
  },
  {
    shape: "WRC, write to read causality: never 1|10",
    tasks: [["w x 1"], ["r x", "w y 1"], ["r y", "r x"]],
    outcomes: [
      "|0|00 x=1 y=1",
      "|0|01 x=1 y=1",
      "|0|10 x=1 y=1",
      "|0|11 x=1 y=1",
      "|1|00 x=1 y=1",
      "|1|01 x=1 y=1",
      "|1|11 x=1 y=1",
    ],
  },
  {
    shape: "two exchanges: one of them comes first",
    tasks: [["xchg x 1"], ["xchg x 2"]],
    outcomes: ["0|1 x=2", "2|0 x=1"],
  },
])("$shape", ({ tasks, outcomes }) => {
  expect(outcomesOf(tasks)).toEqual(outcomes);
});

test("IRIW: two readers never disagree on the order of two writes", () => {
  const outcomes = outcomesOf([["w x 1"], ["w y 1"], ["r x", "r y"], ["r y", "r x"]]);
  const pairs = ["00", "01", "10", "11"];
  const all = pairs.flatMap((one) => pairs.map((other) => `||${one}|${other} x=1 y=1`));
  expect(outcomes).toEqual(all.filter((outcome) => !outcome.startsWith("||10|10")).toSorted());
});
