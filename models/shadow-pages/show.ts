import type { Section } from "../../src/core/program.ts";
import type { Vm } from "./state.ts";

/** The guest's table, the shadow pages and the reverse map for reports. */
export function show({ gptes, pages, rmaps, dirty }: Vm): readonly Section[] {
  return [
    { title: "guest's table", rows: gptes.map(({ index, peek }) => `${index} -> gfn ${peek}`) },
    {
      title: "shadow pages",
      rows: pages.peek.flatMap(({ label, isDirect, sptes }) =>
        sptes.map((spte) => `${label}${isDirect ? ", direct" : ""}, entry ${spte.index}: ${spte.print(spte.peek)}`),
      ),
    },
    {
      title: "reverse map",
      rows: rmaps.flatMap(({ index, peek }) => peek.map(({ label }) => `gfn ${index}: ${label}`)),
    },
    { title: "dirty log", rows: dirty.flatMap(({ index, peek }) => (peek ? [`gfn ${index}`] : [])) },
  ];
}
