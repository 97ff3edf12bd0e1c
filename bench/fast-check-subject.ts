import fc from "fast-check";
import type { Scheduler } from "fast-check";
import type { Subject } from "./subject.ts";

/** `fc.scheduler()` in a property, as its documentation shows it; `execute` says whether the execution failed. */
export function fastCheckSubject(execute: (scheduler: Scheduler) => Promise<boolean>): Subject {
  return {
    name: "fc.scheduler, schedule() + waitFor",
    async run(executions, seed) {
      let failed = 0;
      const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        if (await execute(scheduler)) {
          failed++;
        }
      });
      await fc.assert(property, { numRuns: executions, seed });
      return failed;
    },
  };
}
