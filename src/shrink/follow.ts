import type { Strategy } from "../core/strategy.ts";
import type { Place, Reduction } from "../scenario/reductions.ts";
import type { Guide, GuideStep } from "./guide.ts";

/** The guide in terms of a smaller scenario. */
export function translate(guide: Guide, { places }: Reduction): Guide {
  const news = new Map<string, Place>();
  for (const [task, own] of places.entries()) {
    for (const [command, old] of own.entries()) {
      news.set(`${old.task} ${old.command}`, { task, command });
    }
  }
  const steps = guide.steps.flatMap((step): GuideStep[] => {
    if (step.task >= guide.tasks) {
      return [{ ...step, task: step.task - guide.tasks + places.length }];
    }
    const place = news.get(`${step.task} ${step.command}`);
    return place === undefined ? [] : [{ ...step, ...place }];
  });
  return { tasks: places.length, steps };
}

/**
 * Takes at each point the first step of the guide that can be taken, and goes on with the current task where the guide
 * has no more to say. `taken` counts the steps of the run under way by task.
 */
export function follow(guide: Guide, taken: readonly number[]): Strategy {
  const values = guide.steps.flatMap((step) => step.values);
  const ordinals = ordinalsOf(guide);
  let at = 0;
  let nextValue = 0;
  const isDone = (i: number): boolean => (taken[guide.steps[i]!.task] ?? 0) > ordinals[i]!;
  return {
    name: "follow",
    begin: () => true,
    pick(enabled, count, current) {
      while (at < ordinals.length && isDone(at)) {
        at++;
      }
      for (let i = at; i < ordinals.length; i++) {
        const wanted = isDone(i) ? -1 : guide.steps[i]!.task;
        for (let e = 0; e < count; e++) {
          if (enabled[e]!.id === wanted) {
            return e;
          }
        }
      }
      return Math.max(current, 0);
    },
    choose: (bound) => Math.min(values[nextValue++] ?? 0, bound - 1),
  };
}

/** For each step, how many steps its task has taken before. */
function ordinalsOf(guide: Guide): number[] {
  const counts: number[] = [];
  return guide.steps.map(({ task }) => {
    counts[task] = (counts[task] ?? 0) + 1;
    return counts[task] - 1;
  });
}
