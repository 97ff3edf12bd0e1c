import type { Section } from "../../src/core/program.ts";
import type { Vm } from "./state.ts";

/** The tables for reports: what is mapped, and what a TLB may still have. */
export function show({ tables }: Vm): readonly Section[] {
  return tables.map(({ label, entries, memory }) => ({
    title: memory.freed ? `${label}, freed` : label,
    rows: entries.flatMap(({ index, peek, cached }) =>
      peek || cached ? [`page ${index}${peek ? "" : ", in the TLB only"}`] : [],
    ),
  }));
}
