import fc from "fast-check";
import { expect, test } from "vitest";
import type { Setting } from "../../src/scenario/model.ts";
import { agrees, causesOf } from "../../src/sweep/causes.ts";

const AXES = [
  { name: "a", values: ["0", "1"] },
  { name: "b", values: ["0", "1", "2"] },
  { name: "c", values: ["0", "1"] },
];

const ALL: readonly Setting[] = ["0", "1"].flatMap((a) =>
  ["0", "1", "2"].flatMap((b) => ["0", "1"].map((c) => ({ a, b, c }))),
);

test("values that are unsafe alone, together, and everywhere", () => {
  expect(causesOf(AXES, ({ a }) => a === "1")).toEqual([{ a: "1" }]);
  expect(causesOf(AXES, ({ a, b }) => a === "1" && b !== "0")).toEqual([
    { a: "1", b: "1" },
    { a: "1", b: "2" },
  ]);
  expect(causesOf(AXES, () => true)).toEqual([{}]);
  expect(causesOf(AXES, () => false)).toEqual([]);
});

test("a value alone hides no pair of others", () => {
  expect(causesOf(AXES, ({ a, b, c }) => a === "1" || (b === "2" && c === "1"))).toEqual([
    { a: "1" },
    { b: "2", c: "1" },
  ]);
});

test("causes cover the unsafe settings, no others, and nothing can be left out of one", () => {
  fc.assert(
    fc.property(fc.subarray([...ALL]), (unsafe) => {
      const causes = causesOf(AXES, (setting) => unsafe.some((one) => agrees(one, setting)));
      expect(ALL.filter((setting) => causes.some((cause) => agrees(setting, cause)))).toEqual(
        ALL.filter((setting) => unsafe.includes(setting)),
      );
      for (const cause of causes) {
        for (const name of Object.keys(cause)) {
          const { [name]: _left, ...rest } = cause;
          expect(ALL.filter((setting) => agrees(setting, rest)).every((setting) => unsafe.includes(setting))).toBe(
            false,
          );
        }
      }
    }),
  );
});
