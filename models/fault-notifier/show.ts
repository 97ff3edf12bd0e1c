import type { Section } from "../../src/core/program.ts";
import type { Vm } from "./state.ts";

/** The VM for reports: what the host has behind each page, and the leaves of each root. */
export function show({ ptes, roots, gpc, seq, in_progress }: Vm): readonly Section[] {
  return [
    { title: "host", rows: ptes.map(({ index, peek }) => `page ${index}: ${peek.label}`) },
    ...roots.map(({ label, valid, leaves }) => ({
      title: valid.peek ? label : `${label}, given up`,
      rows: leaves.flatMap(({ index, peek }) => (peek === null ? [] : [`page ${index} -> ${peek.label}`])),
    })),
    { title: "pfn cache", rows: gpc.valid.peek ? [`page 0 -> ${gpc.frame.peek?.label}`] : [] },
    { title: "notifier", rows: [`seq ${seq.peek}, in progress ${in_progress.peek}`] },
  ];
}
