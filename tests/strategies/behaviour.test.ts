import { expect, test } from "vitest";
import { Execution } from "../../src/core/execution.ts";
import type { Op } from "../../src/core/op.ts";
import { replay } from "../../src/core/replay.ts";
import { Behaviour } from "../../src/strategies/behaviour.ts";
import { straightLine } from "../litmus/programs/straight-line.ts";

const behaviour = new Behaviour();

/** What the last op of a run counts as; tasks go in the order given, then in turn. */
function lastOf(tasks: readonly (readonly string[])[], order: readonly number[] = []): number {
  const end = (log: readonly Op[]): void => {
    behaviour.begin();
    log.forEach((op) => behaviour.performed(op));
  };
  const execution = new Execution(
    straightLine(tasks, () => {}),
    { observers: [{ end }] },
  );
  execution.run(replay({ version: 1, choices: order }));
  return behaviour.latest;
}

test("runs that do the same are the same", () => {
  expect(lastOf([["w x 1"], ["r x"]])).toBe(lastOf([["w x 1"], ["r x"]]));
  // Whose code it is makes no difference, nor what others do elsewhere.
  expect(lastOf([["w x 1"], ["r x"]])).toBe(lastOf([["w x 1"], ["w y 1"], ["r x"]]));
});

test("a read is told by the write that it reads from", () => {
  const late = lastOf([["w x 1"], ["r x"]], [0, 1]);
  expect(late).not.toBe(lastOf([["r x"]]));
  expect(late).not.toBe(lastOf([["r y", "w x 1"], ["r x"]], [0, 0, 1]));
});

test("a read is told by the value that it gets", () => {
  expect(lastOf([["w x 1"], ["r x"]])).not.toBe(lastOf([["w x 2"], ["r x"]]));
});

test("a write is told by the write that it comes after", () => {
  expect(lastOf([["w x 1"], ["w x 2"]])).not.toBe(lastOf([["w x 2"]]));
});

test("a place in the code is told by what its task did before", () => {
  expect(lastOf([["r x"]])).not.toBe(lastOf([["r y", "r x"]]));
});
