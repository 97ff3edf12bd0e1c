import type { Section } from "../../src/core/program.ts";
import { show as showTables } from "../walkers/show.ts";
import type { Hyp, Stage2 } from "./state.ts";

const rowsOf = ({ pgt }: Stage2): readonly string[] => showTables({ pgt }).flatMap(({ rows }) => rows);

/** The host's table and the guests'. */
export const show = ({ host, guests }: Hyp): readonly Section[] => [
  { title: "host", rows: rowsOf(host) },
  ...guests.map((guest, index) => ({ title: `guest ${index}`, rows: rowsOf(guest) })),
];
