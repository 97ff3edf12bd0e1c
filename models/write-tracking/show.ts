import type { Section } from "../../src/core/program.ts";
import type { Vm } from "./state.ts";

/** The guest's table and its shadow for reports. */
export function show({ entries, parent, linked, shadowed, unsync, writable, buffers }: Vm): readonly Section[] {
  const state = [parent.peek === 1 ? "" : "not reached", writable.peek ? "writable" : "write-protected"];
  const shadow = [shadowed.peek ? "" : "none", linked.peek ? "linked" : "", unsync.peek ? "out of sync" : ""];
  return [
    {
      title: `guest's table, ${state.filter((word) => word !== "").join(", ")}`,
      rows: entries.map(({ gpte }) => `${gpte.index} -> ${gpte.peek === 0 ? "nothing" : `frame ${gpte.peek}`}`),
    },
    {
      title: `shadow, ${shadow.filter((word) => word !== "").join(", ")}`,
      rows: entries.flatMap(({ spte }) => (spte.peek === 0 ? [] : [`${spte.index} -> frame ${spte.peek}`])),
    },
    {
      title: "store buffers",
      rows: buffers.flatMap(({ label, queue }) =>
        queue.map(({ target, value }) => `${label}: ${target.label} = ${value}`),
      ),
    },
  ];
}
