import type { Scheduler } from "fast-check";
import { fastCheckSubject } from "../fast-check-subject.ts";

async function increment(scheduler: Scheduler, state: { x: number }): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await scheduler.schedule(Promise.resolve());
    const value = state.x;
    await scheduler.schedule(Promise.resolve());
    state.x = value + 1;
  }
}

export const fastCheckCounter = fastCheckSubject(async (scheduler) => {
  const state = { x: 0 };
  await scheduler.waitFor(Promise.all([increment(scheduler, state), increment(scheduler, state)]));
  return state.x !== 6;
});
