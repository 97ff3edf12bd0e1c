import { READ, WRITE } from "../core/op.ts";
import type { TraceStep } from "../core/trace.ts";
import type { Guide } from "../shrink/guide.ts";
import type { Order } from "./insight.ts";

/** Two steps that could have come the other way round, and a run in which they do. */
export interface Change extends Order {
  /** Steps that trade places with others. */
  readonly moved: number;
  readonly guide: Guide;
}

export type Access = Pick<TraceStep, "task" | "object" | "access" | "blocked">;

/**
 * All pairs of conflicting steps of different tasks that nothing else orders (the races of Flanagan and Godefroid, POPL
 * 2005), locks among them.
 */
export function reversalsOf(steps: readonly Access[], guide: Guide): Change[] {
  const reversals: Change[] = [];
  for (let first = 0; first < steps.length; first++) {
    const after = new Set([first]);
    for (let second = first + 1; second < steps.length; second++) {
      const causes = [...after].filter((step) => isOrdered(steps[step]!, steps[second]!));
      if (causes.length === 1 && causes[0] === first && steps[first]!.task !== steps[second]!.task) {
        reversals.push(reversed(first, second, after, guide));
      }
      if (causes.length > 0) {
        after.add(second);
      }
    }
  }
  return reversals;
}

/** What `second` needs comes first, then `second`, then `first` and all that depends on it. */
function reversed(first: number, second: number, after: ReadonlySet<number>, guide: Guide): Change {
  const between = guide.steps.slice(first, second).map((step, at) => ({ step, isLater: after.has(first + at) }));
  const sooner = between.flatMap(({ step, isLater }) => (isLater ? [] : [step]));
  const later = between.flatMap(({ step, isLater }) => (isLater ? [step] : []));
  const rest = guide.steps.slice(second + 1);
  const steps = [...guide.steps.slice(0, first), ...sooner, guide.steps[second]!, ...later, ...rest];
  return { first, second, moved: Math.min(sooner.length + 1, later.length), guide: { ...guide, steps } };
}

function isOrdered(one: Access, other: Access): boolean {
  return one.task === other.task || conflict(one, other);
}

/** Whether it makes a difference which of two steps comes first, because of the object that both touch. */
export function conflict(one: Access, other: Access): boolean {
  const [a, b] = [one.access & (READ | WRITE), other.access & (READ | WRITE)];
  return one.object === other.object && ((a | b) & WRITE) !== 0 && a !== 0 && b !== 0;
}
