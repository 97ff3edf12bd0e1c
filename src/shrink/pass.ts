import type { Reduction } from "../scenario/reductions.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Shape } from "../scenario/shape.ts";

/**
 * One way to make a scenario simpler. To write one, add a file in `passes/` and list it in `passes.ts`:
 *
 * - Yield reductions of the scenario, made with `keepCommands`, `mergeTasks` or `changeRanks`. Each must be simpler in
 *   `commands`, `tasks` or `argumentSize` and no larger in those of them that come before; otherwise the loop may not end.
 * - Begin with what would save most; the loop takes the first that still breaks the claim and asks again for the result.
 * - Do not ask whether it breaks or whether it fits the model: the loop searches every reduction systematically and drops
 *   those with too few tasks. Do not care for the schedule either: every schedule of a reduction is up for search.
 * - Yield few: the proof of minimality searches all of them to the end, so a hundred is much. A hunch may yield more.
 */
export interface Pass {
  readonly name: string;
  /** Worth a short search, but not a step that minimality is about: tried with few executions, left out of the proof. */
  readonly isHunch?: boolean;
  readonly reductions: (shape: Shape, scenario: Scenario) => Iterable<Reduction>;
}
