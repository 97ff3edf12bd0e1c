import type { BenchReport } from "../part.ts";
import { DEFAULT, named } from "./named.ts";
import { figure } from "./print.ts";
import { SAFE_STACK } from "./subjects.ts";
import { meanOf, runTrials } from "./trials.ts";

const CAP = 100_000;
const SECONDS = 60;

/** The bug that no other sampler is known to find: it takes three tasks and at least five preemptions as published, seven here. */
export function reportSafeStack({ seeds }: { readonly seeds: number }, report: BenchReport): void {
  const options = { seeds, cap: CAP, seconds: SECONDS * seeds };
  const trials = runTrials(SAFE_STACK.present, (seed) => named(DEFAULT, seed), options);
  const { found, slowest } = trials;
  report.table({
    title: `SafeStack, schedules to the bug, ${CAP.toLocaleString("en-US")} at most`,
    head: ["", "found", "mean", "median", "most", "slowest trial"],
    rows: [
      [
        DEFAULT,
        `${found.length} of ${seeds}`,
        figure(meanOf(found)),
        String(found[Math.floor(found.length / 2)]),
        String(found.at(-1)),
        `${slowest.toFixed(1)} s`,
      ],
      ["[SURW]", "19 of 20", "368921", "", "", ""],
    ],
    notes: ["[published], 1,000,000 schedules at most; PCT, POS and random walk never found it."],
    data: trials,
  });
  report.aim({
    what: `SafeStack is found with every seed within ${CAP.toLocaleString("en-US")} schedules and ${SECONDS} s`,
    got: `${found.length} of ${seeds}, ${slowest.toFixed(1)} s at most`,
    met: found.length === seeds && slowest <= SECONDS,
  });
}
