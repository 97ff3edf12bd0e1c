import type { Row } from "../report/rows.ts";
import { layout } from "../report/columns.ts";
import type { Scene } from "./result.ts";
import type { AnyEvent } from "./vocabulary.ts";

const WIDTH = 120;
/** Steps that are shown of the thread to blame, and of all others together. */
const OWN = 14;
const OTHERS = 12;

/** The last steps before a break, one column a thread, the event to blame at the end. */
export function sceneText({ events }: Scene, show: (event: AnyEvent) => string): readonly string[] {
  const last = events.at(-1);
  if (last === undefined) {
    return [];
  }
  const told = events.filter(({ ev }) => ev !== "mark");
  const own = told.filter(({ th }) => th === last.th).slice(-OWN);
  const others = told.filter(({ th, t }) => th !== last.th && t >= own[0]!.t).slice(-OTHERS);
  const shown = [...own, ...others].toSorted((a, b) => a.t - b.t);
  const threads = [...new Set(shown.map(({ th }) => th))].toSorted();
  const rows = shown.map((event): Row => ({
    kind: "step",
    number: event.t,
    cells: [{ task: threads.indexOf(event.th), text: show(event) }],
  }));
  const { headings, lines } = layout(
    threads.map((name, task) => ({ task, name, calls: "" })),
    rows,
    WIDTH,
  );
  return [...headings, ...lines];
}
