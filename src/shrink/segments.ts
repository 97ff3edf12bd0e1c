import type { Guide, GuideStep } from "./guide.ts";

/** Steps of one task with no switch between them. */
type Segment = readonly GuideStep[];

/** Where there are more, as in a livelock, a switch less is not worth a run. */
const MOST = 500;

/**
 * Guides with a switch less: a segment is moved next to the one that its task runs before or after it (Jalbert and Sen,
 * FSE 2010). Whether the claim still breaks is for a run to tell.
 */
export function* withFewerSwitches(guide: Guide): Generator<Guide> {
  const segments = segmentsOf(guide);
  for (let i = 0; i < segments.length && segments.length <= MOST; i++) {
    const task = segments[i]![0]!.task;
    const j = segments.findIndex((segment, at) => at > i && segment[0]!.task === task);
    if (j > 0) {
      const before = segments.slice(0, i);
      const between = segments.slice(i + 1, j);
      const after = segments.slice(j + 1);
      const joined = [segments[i]!, segments[j]!];
      yield { ...guide, steps: [...before, ...joined, ...between, ...after].flat() };
      yield { ...guide, steps: [...before, ...between, ...joined, ...after].flat() };
    }
  }
}

function segmentsOf(guide: Guide): Segment[] {
  const segments: GuideStep[][] = [];
  for (const step of guide.steps) {
    const last = segments.at(-1);
    if (last?.[0]?.task === step.task) {
      last.push(step);
    } else {
      segments.push([step]);
    }
  }
  return segments;
}
