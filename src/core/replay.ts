import type { Schedule } from "./schedule.ts";
import type { Strategy } from "./strategy.ts";

export interface Replay extends Strategy {
  /** Choices of the schedule that the last run ended before. */
  readonly unread: () => number;
}

/** Follows a schedule to the letter; past its end, and where nothing is recorded, it goes on with the current task. */
export function replay(schedule: Schedule): Replay {
  let next = 0;
  return {
    unread: () => Math.max(0, schedule.choices.length - next),
    name: "replay",
    begin() {
      next = 0;
      return true;
    },
    pick(enabled, count, current) {
      const wanted = schedule.choices[next++];
      if (wanted === undefined) {
        return Math.max(current, 0);
      }
      for (let i = 0; i < count; i++) {
        if (enabled[i]!.id === wanted) {
          return i;
        }
      }
      return -1;
    },
    choose(bound) {
      const wanted = schedule.choices[next++] ?? 0;
      return wanted < bound ? wanted : -1;
    },
  };
}
