import type { Row } from "../report/rows.ts";
import { layout } from "../report/columns.ts";
import type { Scene } from "./result.ts";
import type { AnyEvent } from "./vocabulary.ts";

const WIDTH = 120;
/** Steps that are shown of the thread to blame, and of each other one. */
const OWN = 14;
const OTHERS = 5;

/** The last steps before a break, one column a thread, the event to blame at the end. */
export function sceneText({ events }: Scene, show: (event: AnyEvent) => string): readonly string[] {
  const last = events.at(-1);
  if (last === undefined) {
    return [];
  }
  const told = events.filter(({ ev }) => ev !== "mark");
  const kept = new Set(
    [...new Set(told.map(({ th }) => th))].flatMap((name) =>
      told.filter(({ th }) => th === name).slice(name === last.th ? -OWN : -OTHERS),
    ),
  );
  const shown = told.filter((event) => kept.has(event));
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
