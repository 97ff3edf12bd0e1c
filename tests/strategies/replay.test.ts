import { expect, test } from "vitest";
import { traceOf } from "../../src/core/trace.ts";
import { counter } from "../litmus/programs/counter.ts";
import { programWith } from "./generated-program.ts";

function tasksOf(choices: readonly number[]): string {
  const { steps } = traceOf(counter(2, 2), { version: 1, choices });
  return steps.map((step) => step.task).join("");
}

test("past its end a schedule goes on with the current task", () => {
  expect(tasksOf([])).toBe("00001111");
  expect(tasksOf([1])).toBe("11110000");
  expect(tasksOf([0, 1, 1])).toBe("01111000");
});

test("a task that cannot step there ends the run", () => {
  const { outcome } = traceOf(counter(2, 2), { version: 1, choices: [0, 5] });
  expect(outcome).toEqual({ kind: "diverged", choice: 1, reason: "the task it names cannot step here" });
});

test("a number out of range ends the run", () => {
  const { outcome } = traceOf(programWith([[{ do: "toss", sides: 2 }]]), { version: 1, choices: [2] });
  expect(outcome).toEqual({ kind: "diverged", choice: 0, reason: "-1 is no choice below 2 for coin" });
});
