import type { TraceStep } from "../core/trace.ts";
import type { Guide } from "../shrink/guide.ts";
import { GOES_ON } from "./insight.ts";
import { conflict } from "./reversals.ts";
import type { Change } from "./reversals.ts";

/** So many steps sooner or later at most. */
const MOST = 12;
/** More steps than tasks take in what has been shrunk. */
const FAR = 200;

type Step = Pick<TraceStep, "task" | "object" | "access" | "blocked" | "reason">;

/**
 * Preemptions some steps later or sooner. Where no single order of accesses decides, since several go together, this still
 * gives the schedule that is nearest.
 */
export function shiftsOf(steps: readonly Step[], guide: Guide): Change[] {
  return steps.flatMap(({ reason }, at) => {
    return reason === "preempted" ? shiftsAt(steps, guide, at) : [];
  });
}

function shiftsAt(steps: readonly Step[], guide: Guide, at: number): Change[] {
  return [...later(steps, guide, at), ...sooner(steps, guide, at), onwards(steps, guide, at)];
}

/** The task that is preempted before step `at` takes some of its steps before that. */
function* later(steps: readonly Step[], guide: Guide, at: number): Generator<Change> {
  const { task } = steps[at - 1]!;
  const own = steps.flatMap((step, index) => (index > at && step.task === task ? [index] : [])).slice(0, MOST);
  for (const [count, second] of own.entries()) {
    const moved = new Set(own.slice(0, count + 1));
    const rest = guide.steps.filter((_, index) => index >= at && !moved.has(index));
    const order = [...guide.steps.slice(0, at), ...[...moved].map((index) => guide.steps[index]!), ...rest];
    const met = steps.findIndex((step, index) => index >= at && index < second && conflict(step, steps[second]!));
    yield { first: met < 0 ? at : met, second, moved: count + 1, guide: { ...guide, steps: order } };
  }
}

/** The task that is preempted before step `at` goes on for as long as it can. */
function onwards(steps: readonly Step[], guide: Guide, at: number): Change {
  const last = guide.steps[at - 1]!;
  const more = Array.from({ length: FAR }, () => ({ ...last, values: [] }));
  const order = [...guide.steps.slice(0, at), ...more, ...guide.steps.slice(at)];
  return { first: at, second: GOES_ON, moved: steps.length, guide: { ...guide, steps: order } };
}

/** The task that is preempted before step `at` leaves some of its steps until it goes on. */
function* sooner(steps: readonly Step[], guide: Guide, at: number): Generator<Change> {
  const { task } = steps[at - 1]!;
  const next = steps.findIndex((step, index) => index > at && step.task === task);
  const end = next < 0 ? steps.length : next;
  for (let first = at - 1; first >= Math.max(0, at - MOST) && steps[first]!.task === task; first--) {
    const order = [
      ...guide.steps.slice(0, first),
      ...guide.steps.slice(at, end),
      ...guide.steps.slice(first, at),
      ...guide.steps.slice(end),
    ];
    const met = steps.findIndex((step, index) => index >= at && index < end && conflict(step, steps[first]!));
    yield { first, second: met < 0 ? at : met, moved: at - first, guide: { ...guide, steps: order } };
  }
}
