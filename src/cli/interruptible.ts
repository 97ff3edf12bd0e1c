import { setImmediate } from "node:timers/promises";
import type { Strategy } from "../core/strategy.ts";
import { emptyExploration, explore } from "../explore/explore.ts";
import type { Exploration, ExploreOptions } from "../explore/explore.ts";
import type { Runner } from "../explore/runner.ts";

/** Executions between two looks at whether somebody has interrupted. */
const SLICE = 2_000;

/** As `explore`, but SIGINT ends it: with what was seen by then, and whether that was so. */
export async function exploreUntilInterrupted(
  runner: Runner,
  strategy: Strategy,
  { runs, ...options }: Omit<ExploreOptions, "sofar">,
): Promise<{ readonly result: Exploration; readonly interrupted: boolean }> {
  const result = emptyExploration();
  const sigint = new AbortController();
  const { until = () => true } = options;
  const stop = (): void => sigint.abort();
  process.once("SIGINT", stop);
  try {
    // What ends before a slice does has come to its own end.
    for (let end = 0; result.runs === end && end < runs && !sigint.signal.aborted;) {
      end = Math.min(end + SLICE, runs);
      explore(runner, strategy, { ...options, runs: end - result.runs, sofar: result });
      if (result.found.size > 0 && until(result.found)) {
        break;
      }
      await setImmediate();
    }
  } finally {
    process.removeListener("SIGINT", stop);
  }
  return { result, interrupted: sigint.signal.aborted };
}
