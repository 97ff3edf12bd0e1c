import { expect, test } from "vitest";
import { parseSchedule } from "../../src/core/schedule.ts";
import type { Program } from "../../src/core/program.ts";
import { traceOf } from "../../src/core/trace.ts";
import { read_lock, RwLock } from "../../src/kernel/index.ts";
import { lockCycle } from "../../src/report/lock-chains.ts";
import { crossed, sleeper } from "./examples/locks.ts";

test("orders that contradict each other are found although nobody had to wait", () => {
  expect(lockCycle(traceOf(crossed, parseSchedule("1:0x4.1x4")))).toEqual([
    { task: 0, held: "slots_lock", takes: "kvm->lock", step: 2 },
    { task: 1, held: "kvm->lock", takes: "slots_lock", step: 6 },
  ]);
});

test("a lock that is taken for read twice stands in its own way", () => {
  const program: Program<RwLock> = {
    name: "read twice",
    setup: (world) => new RwLock(world, "mmu_lock"),
    tasks: [
      {
        name: "reader",
        *run(lock) {
          yield* read_lock(lock);
          yield* read_lock(lock);
        },
      },
    ],
    claims: [],
  };
  const trace = traceOf(program, parseSchedule("1:"), { claims: new Set() });
  expect(lockCycle(trace)).toEqual([{ task: 0, held: "mmu_lock", takes: "mmu_lock", step: 2 }]);
});

test("one task that nests its locks in one order shows no cycle", () => {
  expect(lockCycle(traceOf(sleeper, parseSchedule("1:"), { claims: new Set() }))).toEqual([]);
});
