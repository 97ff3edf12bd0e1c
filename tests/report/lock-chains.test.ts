import { expect, test } from "vitest";
import { parseSchedule } from "../../src/core/schedule.ts";
import { traceOf } from "../../src/core/trace.ts";
import { lockCycle } from "../../src/report/lock-chains.ts";
import { crossed, sleeper } from "./examples/locks.ts";

test("orders that contradict each other are found although nobody had to wait", () => {
  expect(lockCycle(traceOf(crossed, parseSchedule("1:0x4.1x4")))).toEqual([
    { task: 0, held: "slots_lock", takes: "kvm->lock", step: 2 },
    { task: 1, held: "kvm->lock", takes: "slots_lock", step: 6 },
  ]);
});

test("one task that nests its locks in one order shows no cycle", () => {
  expect(lockCycle(traceOf(sleeper, parseSchedule("1:"), { claims: new Set() }))).toEqual([]);
});
