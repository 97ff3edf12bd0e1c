import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { BASELINES, DIP, LATE_TLBI, LOST_AGE, LOST_LEAF, OTHER_TLB } from "../../bench/held/baselines.ts";
import { Journal } from "../../bench/held/journal.ts";
import { isSeen, printBaselines, printHeld } from "../../bench/held/print.ts";
import { searchHeld } from "../../bench/held/search.ts";
import { Witness } from "../../bench/held/witness.ts";
import work from "../../bench/held/worker.ts";
import { loadCatalogue } from "../../src/check/catalogue.ts";
import { judgeOf } from "../../src/check/judge.ts";
import { PROPERTIES } from "../../src/cli/folders.ts";
import { Execution } from "../../src/core/execution.ts";
import type { Observer } from "../../src/core/observer.ts";
import { explore } from "../../src/explore/explore.ts";
import { programOf } from "../../src/scenario/program.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { calls, modelNamed, scenarioOf } from "../models/walkers/look.ts";

const folder = mkdtempSync(join(tmpdir(), "s2check-held-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { models, properties } = await loadCatalogue(PROPERTIES);
const model = models.find(({ name }) => name === "pkvm")!;
const own = properties.filter((property) => property.model === model);
const options = { scenarios: 6, bound: 2, runs: 2_000 };
const row = searchHeld(model, model.designs[0]!, own, options);

test("scenarios are searched to the end, and nothing breaks", () => {
  expect({ ...row, seconds: 0 }).toMatchObject({ design: "pkvm", scenarios: 6, whole: 6, exhausted: 6, broken: [] });
  expect(row.schedules).toBeGreaterThanOrEqual(row.traces);
});

test("what breaks is told with its scenario", () => {
  const lost = model.designs[0]!.variants!.turned({ rootCounts: "first" });
  const { broken } = searchHeld(model, lost, own, { ...options, scenarios: 20 });
  expect(broken[0]).toMatch(/^[a-z-]+ in scenario \d+$/);
});

test("a row is known again while code and options are the same", () => {
  new Journal("one", folder).keep(row);
  expect(new Journal("one", folder).known("pkvm")).toEqual(row);
  expect(new Journal("two", folder).known("pkvm")).toBeUndefined();
});

test("the table says what was searched to the end", () => {
  const [head, , line] = printHeld([{ ...row, seconds: 3 }], options).split("\n");
  expect(head).toBe(
    "| design | model | scenarios | to bound 2 | traces | to bound 1 | schedules | steps | s | broken |",
  );
  expect(line).toMatch(/^\| pkvm \| pkvm \| 6 \| 6 \| [\d,]+ \| 6 \| [\d,]+ \| [\d,]+ \| 3 \| nothing \|$/);
});

test("what looks like a bug and is none is counted where its design was searched", () => {
  const seen = { ...row, design: "yield-safe", reached: { "tables were gone when the lock was back": 4 } };
  const line =
    "| an unmap finds no tables after it dropped mmu_lock | yield-safe | tables were gone when the lock was back | 4 |";
  expect(printBaselines([row, seen]).split("\n").slice(2)).toEqual([line, ""]);
  expect(printBaselines([row])).toBe("");
  expect([isSeen([seen]), isSeen([{ ...seen, reached: {} }])]).toEqual([true, false]);
});

test("every baseline is about a design that is there and breaks nothing", () => {
  const designs = models.flatMap((one) => one.designs.filter(({ breaks }) => breaks.length === 0));
  expect(BASELINES.filter(({ design }) => !designs.some(({ name }) => name === design))).toEqual([]);
});

describe("the witness", () => {
  const reads = (ia: number, huge = false) => calls("vcpu", "access", { ia, write: false, huge });
  const unmap = calls("notifier", "unmap", { ia: 0, pages: 4 });
  const age = calls("ager", "age", { ia: 0, pages: 4 });
  const twoWrite = [
    calls("vcpu", "access", { ia: 0, write: true, huge: false }),
    calls("vcpu", "access", { ia: 0, write: true, huge: false }),
  ];

  test.each([
    [LOST_LEAF, "walkers", "walkers", { half0: 2 }, [reads(1), reads(1, true)]],
    [DIP, "walkers", "walkers", { half0: 2 }, [reads(1, true)]],
    [LATE_TLBI, "walkers", "walkers", { half0: 4, ranges: true }, [unmap]],
    [LOST_AGE, "aging", "lockless-age-rcu", { half0: 2 }, [unmap, age]],
    [OTHER_TLB, "tlb-vmid", "tlb-vmid", { half0: 2, ro: true, warm: true }, twoWrite],
  ])("sees that %s", (what, name, design, settings, tasks) => {
    const { model: about, properties: all } = modelNamed(name);
    const scenario = scenarioOf(about, settings, ...tasks);
    const program = programOf(
      about,
      scenario,
      about.designs.find((one) => one.name === design)!,
      judgeOf(all).claims,
    );
    const reachedBy = (observers: Observer[]): boolean => {
      const execution = new Execution(program, { claims: new Set(), observers });
      return explore(execution, preemptionBounded({ maxBound: 2 }), { runs: 3_000 }).reached.has(what);
    };
    expect([reachedBy([new Witness()]), reachedBy([])]).toEqual([true, false]);
  });
});

test("a thread judges what a design is not known to break", () => {
  const done = work({ model: "walkers", design: "unlinked-at-once", options: { scenarios: 3, bound: 1, runs: 50 } });
  expect(done).toMatchObject({ model: "walkers", design: "unlinked-at-once", broken: [] });
});
