import type { Paint } from "../report/paint.ts";
import { count } from "../report/size.ts";
import { conforms, type TraceResult } from "./result.ts";

/** Several traces, claim by claim: how often it held in all of them, in how many it was exercised and broken. */
export function totalsText(results: readonly TraceResult[], paint: Paint): readonly string[] {
  const events = results.reduce((sum, result) => sum + result.events, 0);
  const bad = results.filter((result) => !conforms(result)).length;
  const verdict = bad === 0 ? paint.good("all conform") : paint.bad(`${bad} ${bad === 1 ? "does" : "do"} not conform`);
  const rows = results[0]!.claims.map(({ claim }, at) => {
    const all = results.map(({ claims }) => claims[at]!);
    const held = all.reduce((sum, one) => sum + one.held, 0);
    const exercised = all.filter((one) => one.held + one.broken > 0).length;
    const broken = all.filter((one) => one.broken > 0).length;
    const figures = [held.toLocaleString("en-US").padStart(10), `${exercised}`.padStart(7), `${broken}`.padStart(7)];
    return `${claim.padEnd(26)}${figures.join("")}`;
  });
  return [
    `${count(results.length, "trace")}, ${count(events, "event")}: ${verdict}`,
    "",
    `${"".padEnd(26)}${"held".padStart(10)}${"traces".padStart(7)}${"broken".padStart(7)}`,
    ...rows,
  ];
}
