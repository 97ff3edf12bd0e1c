import type { Section } from "../../src/core/program.ts";
import { show_pte } from "../pgtable/pte.ts";
import { show as showTables } from "../walkers/show.ts";
import type { Machine } from "./state.ts";

/** The tables, and per CPU of the guest what its TLB and its walk cache hold. */
export function show({ pgt, cpus, config }: Machine): readonly Section[] {
  const guests = cpus.cpus.flatMap((cpu, index) => (config.roles[index] === "vcpu" ? [{ cpu, index }] : []));
  return [
    ...showTables({ pgt }),
    ...guests.map(({ cpu, index }) => ({
      title: `TLB of CPU ${index}`,
      rows: [
        ...cpu.tlb.map(({ base, level, pte }) => `0x${base.toString(16)}, level ${level}: ${show_pte(pte, level)}`),
        ...cpu.walks.map(({ base, page }) => `0x${base.toString(16)}: ${page.label}`),
      ],
    })),
  ];
}
