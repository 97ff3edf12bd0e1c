import type { Finding } from "../../../src/report/finding.ts";
import type { CellResult, CheckResult, DesignInfo, PropertyInfo } from "../../../src/report/result.ts";
import { findingOf } from "./found.ts";
import { crossed, sleeper } from "./locks.ts";
import { shadow, shadowTelling } from "./shadow.ts";

const zero = { id: "V1-1", title: "a stored 0 is NULL: nothing is recorded" };
const asleep = { id: "V1-6", title: "allocates with GFP_KERNEL under a spinlock" };

const designs: readonly DesignInfo[] = [
  { model: "nested", name: "full-unmap", title: "no reverse map", flaws: [] },
  { model: "nested", name: "maple-v1", title: "maple tree, first version", flaws: [zero, asleep] },
  { model: "nested", name: "maple-v2", title: "maple tree, second version", flaws: [] },
];

const properties: readonly PropertyInfo[] = [
  { model: "nested", name: "soundness", statement: "Nothing of an unmapped range can be reached." },
  { model: "nested", name: "no-sleep", statement: "Nobody sleeps in atomic context." },
  { model: "nested", name: "lock", statement: "Locks are taken in one order." },
  { model: "nested", name: "precision", statement: "No other leaf is removed." },
];

const locking = { design: "maple-v2", property: "lock", flaw: null, settings: [], calls: ["recycles", "runs"] };
const sleeping = { design: "maple-v1", property: "no-sleep", flaw: asleep, settings: [], calls: ["unmaps"] };

function held(design: string, property: string): CellResult {
  return {
    design,
    property,
    verdict: "held",
    declaredBroken: false,
    scenarios: 40,
    schedules: 12_345,
    strategy: "portfolio",
    whole: 31,
    bounded: 40,
    scope: "preemption bound 2",
    reached: { "a leaf was removed": 812 },
    seen: {
      traces: 9_876,
      readsFrom: 210,
      lockNestings: 3,
      runs: 12_345,
      drawn: 8_000,
      newTrace: { estimate: 0.0456, bound: 0.0503 },
      newReadsFrom: { estimate: 0, bound: 0.000375 },
    },
    findings: [],
    remark: "",
  };
}

function broken(finding: Finding): CellResult {
  const { design, property } = finding.counterexample;
  const cell = held(design, property);
  return { ...cell, verdict: "broken", declaredBroken: finding.flaw !== null, findings: [finding] };
}

/** A result with every kind of cell in it; its counterexamples are traces of real runs. */
export function exampleResult(): CheckResult {
  const [fullUnmap, v1, v2] = ["full-unmap", "maple-v1", "maple-v2"] as const;
  const cells = [
    held(fullUnmap, "soundness"),
    broken(findingOf(shadow, "soundness", shadowTelling)),
    { ...held(v2, "soundness"), declaredBroken: true, whole: 40 },
    held(fullUnmap, "no-sleep"),
    broken(findingOf(sleeper, "sleep-in-atomic", sleeping)),
    { ...held(v2, "no-sleep"), whole: 0, bounded: 0, scope: "" },
    held(fullUnmap, "lock"),
    { ...held(v1, "lock"), verdict: "undecided" as const, remark: "fault threw: stack overflow" },
    broken(findingOf(crossed, "deadlock", locking)),
    { ...held(v1, "precision"), verdict: "not exercised" as const, reached: { "a targeted unmap": 0 } },
    held(v2, "precision"),
  ];
  const times = Object.fromEntries(cells.map((cell, at) => [`${cell.design}/${cell.property}`, at * 10]));
  return {
    seed: 7,
    strategy: "portfolio",
    budget: { scenarios: 40, schedules: 400, shrink: 20_000, times: 1 },
    complete: true,
    designs,
    properties,
    cells,
    times: { total: 1234, cells: times },
  };
}
