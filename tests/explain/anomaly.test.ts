import { describe, expect, it, test } from "vitest";
import { READ, SHARED, WRITE } from "../../src/core/op.ts";
import { ENGINE_CLAIMS } from "../../src/core/outcome.ts";
import { anomalyOf, patternOf } from "../../src/explain/anomaly.ts";

/** `0Rx 1Wx`: which task does what to which object. */
function stepsOf(text: string): Parameters<typeof patternOf>[0] {
  return text.split(" ").map((word) => ({
    task: Number(word[0]),
    access: word[1] === "R" ? READ : word[1] === "W" ? WRITE : word[1] === "L" ? READ | SHARED : READ | WRITE,
    object: word.codePointAt(2)!,
  }));
}

const orders = (...pairs: readonly [number, number][]) => pairs.map(([first, second]) => ({ first, second }));

describe("what a pattern of accesses is called", () => {
  it.each([
    ["lost update", "0Rx 1Wx 0Wx", orders([0, 1]), [0, 1, 2]],
    ["lost update", "0Rx 1Rx 1Wx 0Wx", orders([0, 2], [1, 3]), [0, 2, 3]],
    ["non-repeatable read", "0Rx 1Wx 0Rx", orders([0, 1], [1, 2]), [0, 1, 2]],
    ["dirty read", "0Wx 1Rx 0Wx", orders([0, 1], [1, 2]), [0, 1, 2]],
    ["order violation", "0Wx 1Wx 0Rx", orders([1, 2]), [1, 2]],
    ["overwritten before use", "0Wx 1Wx 0Rx", orders([0, 1], [1, 2]), [0, 1, 2]],
    ["check then act", "0Rx 1Wx 1Ry 0Wy", orders([0, 1], [2, 3]), [0, 1, 2, 3]],
    ["atomicity violation", "0Wx 1Rx 1Ry 0Wy", orders([0, 1], [2, 3]), [0, 1, 2, 3]],
    ["stale read", "0Rx 1Wx 0Wy", orders([0, 1]), [0, 1]],
    ["order violation", "0Wx 1Rx", orders([0, 1]), [0, 1]],
    ["order violation", "0Lx 1Wx", orders([0, 1]), [0, 1]],
    ["several orders at once", "0Wx 1Rx", [], []],
  ])("%s: %s", (anomaly, steps, decisive, accesses) => {
    expect(patternOf(stepsOf(steps), decisive)).toEqual({ anomaly, accesses });
  });

  it("takes the closest of several", () => {
    const steps = stepsOf("0Rx 1Wy 1Wx 0Ry 0Wx");
    expect(patternOf(steps, orders([0, 2], [1, 3], [2, 4]))).toEqual({ anomaly: "lost update", accesses: [0, 2, 4] });
  });
});

test("claims of the engine speak for themselves", () => {
  expect(anomalyOf(ENGINE_CLAIMS.deadlock)).toBe("deadlock");
  expect(anomalyOf(ENGINE_CLAIMS.sleepInAtomic)).toBe("sleeping while atomic");
  expect(anomalyOf("soundness")).toBeNull();
});
