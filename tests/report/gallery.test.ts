import { expect, test } from "vitest";
import { galleryIndex, galleryName, galleryText } from "../../src/report/gallery.ts";
import { renderFinding } from "../../src/report/text.ts";
import { findingOf } from "./examples/found.ts";
import { counter, counterTelling } from "./examples/counter.ts";
import { shadow, shadowTelling } from "./examples/shadow.ts";

const shown = findingOf(shadow, "soundness", shadowTelling);

test("an entry is named by its flaw, and is the text report", () => {
  expect(galleryName(shown)).toBe("V1-1-maple-v1-soundness");
  expect(galleryText(shown)).toBe(`${renderFinding(shown).join("\n")}\n`);
});

test("what shows no known flaw has no place", () => {
  const unknown = findingOf(counter(2), "no-lost-update", counterTelling(2));
  expect(() => galleryName(unknown)).toThrow("shows no known flaw");
});

test("the index lists entries by name and keeps its table whole", () => {
  const other = { ...shown, flaw: { id: "G-1", title: "takes a | b" } };
  const rows = galleryIndex([shown, other]).split("\n").slice(8, -1);
  expect(rows).toEqual([
    String.raw`| G-1 | takes a \| b | maple-v1 | soundness | minimal, proved: 2 commands, 2 tasks, 0 preemptions, 13 steps | [trace](G-1-maple-v1-soundness.txt) |`,
    "| V1-1 | a stored 0 is NULL: nothing is recorded | maple-v1 | soundness | minimal, proved: 2 commands, 2 tasks, 0 preemptions, 13 steps | [trace](V1-1-maple-v1-soundness.txt) |",
  ]);
});

test("the index calls nothing minimal by itself", () => {
  const tried = { ...shown, counterexample: { ...shown.counterexample, proved: false, proof: "not proved: too many" } };
  expect(galleryIndex([tried])).not.toMatch(/(?<!not proved )minimal/);
});
