import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layout } from "../../src/report/columns.ts";
import type { Row } from "../../src/report/rows.ts";
import { renderFinding } from "../../src/report/text.ts";
import { shorten, wrap } from "../../src/report/wrap.ts";
import { findingOf } from "./examples/found.ts";
import { shadow, shadowTelling } from "./examples/shadow.ts";

const words = fc.array(fc.stringMatching(/^[a-z0-9_(),[\]=>-]{1,50}$/), { minLength: 1, maxLength: 8 });
const text = words.map((list) => list.join(" "));

describe("wrap", () => {
  test("loses nothing and exceeds nothing", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 10, max: 80 }), (whole, width) => {
        const lines = wrap(whole, width, "  ");
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(whole.replaceAll(" ", ""));
      }),
    );
  });

  test("breaks at spaces, else behind brackets, and says where it cuts", () => {
    expect(wrap("WRITE_ONCE(count, 12)", 20)).toEqual(["WRITE_ONCE(count,", "12)"]);
    expect(wrap("WRITE_ONCE(mmu_invalidate_in_progress, 1)", 36, "  ")).toEqual([
      "WRITE_ONCE(",
      "  mmu_invalidate_in_progress, 1)",
    ]);
    expect(wrap("one two three four five", 9, "", 2)).toEqual(["one two", "three fo…"]);
    expect(shorten("frame 7 is still reachable", 10)).toBe("frame 7 i…");
  });
});

test("tables of any number of tasks fit, and each step can be read in one piece", () => {
  const rowsFor = (tasks: number): fc.Arbitrary<Row[]> =>
    fc
      .array(
        fc.record({
          task: fc.nat({ max: tasks - 1 }),
          what: fc.constantFrom(
            "READ_ONCE(count) = 0",
            "spin_lock(ma_lock)",
            "mas_store_gfp(nested_revmap_mt[0], [1, 4], 3) = 0",
            "xchg(a, b)",
          ),
        }),
        { minLength: 1, maxLength: 12 },
      )
      .map((steps) =>
        steps.map(({ task, what }, at) => ({ kind: "step", number: at + 1, cells: [{ task, text: what }] })),
      );
  const tables = fc.integer({ min: 1, max: 4 }).chain((tasks) => fc.tuple(fc.constant(tasks), rowsFor(tasks)));
  fc.assert(
    fc.property(tables, ([tasks, rows]) => {
      const headings = Array.from({ length: tasks }, (_, task) => ({ task, name: `CPU ${task}`, calls: "runs" }));
      fc.pre(new Set(rows.map((row) => row.cells[0]!.task)).size === tasks);
      const { lines } = layout(headings, rows, 80);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
      const all = lines
        .map((line) => line.slice(5))
        .join("")
        .replaceAll(" ", "");
      expect(all).toBe(
        rows
          .map((row) => row.cells[0]!.text)
          .join("")
          .replaceAll(" ", ""),
      );
    }),
  );
});

test("a task gets a column only if it shows a step", () => {
  const headings = ["vCPU", "callback", "destroyer"].map((name, task) => ({
    task,
    name,
    calls: "runs",
  }));
  const rows: Row[] = [
    { kind: "step", number: 1, cells: [{ task: 0, text: "call_rcu(tree)" }] },
    { kind: "step", number: 2, cells: [{ task: 1, text: "kfree(tree)" }] },
    { kind: "fold", number: 0, cells: [{ task: 2, text: "… 3 more steps" }] },
  ];
  expect(layout(headings, rows, 80)).toEqual({
    headings: ["     vCPU (runs)                           callback (runs)"],
    lines: [" 1   call_rcu(tree)", " 2                                         kfree(tree)"],
  });
});

test("a long replay command is cut so that a shell puts it together again", () => {
  const finding = findingOf(shadow, "soundness", shadowTelling);
  const replay = `npm run -s s2check -- replay 1:maple-v1:soundness:${"failures=1/".repeat(20)}:0x9`;
  const lines = renderFinding({ ...finding, replay });
  const first = lines.findIndex((line) => line.startsWith("replay: "));
  expect(lines.slice(first).join("\n").replaceAll("\\\n", "")).toBe(`replay: ${replay}`);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});
