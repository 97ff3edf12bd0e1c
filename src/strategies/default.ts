import type { Strategy } from "../core/strategy.ts";
import { coverageGuided } from "./coverage-guided.ts";
import { localFirst } from "./local-first.ts";
import { portfolio } from "./portfolio.ts";
import { pos } from "./pos.ts";
import { raceDirected } from "./race-directed.ts";
import { surw } from "./surw.ts";
import { urw } from "./urw.ts";

const DIRECTED = 0;
const GUIDED = 1;
const SURW = 2;
const URW = 3;
const POS = 4;

const ROUNDS = 5;
const ROUND = [DIRECTED, DIRECTED, DIRECTED, DIRECTED, SURW, DIRECTED, DIRECTED, DIRECTED, DIRECTED, URW];
const CYCLE = [GUIDED, DIRECTED, GUIDED, SURW, GUIDED, POS, GUIDED, URW];

export interface DefaultOptions {
  readonly seed: number;
}

/**
 * What to take without knowing the program. The first 50 runs look for bugs that the order of two sites makes: 40 are
 * race-directed, 5 by SURW, 5 by URW. After them half of the runs are coverage-guided, which finds what takes many turns, and
 * an eighth each is race-directed, by SURW, by URW and by POS. SURW and POS decide about every op; the others only about
 * those that may not commute.
 */
export function defaultStrategy({ seed }: DefaultOptions): Strategy {
  const seedOf = (member: number): number => Math.imul(seed, 0x9e3779b1) + member;
  return portfolio({
    name: "default",
    members: [
      localFirst(raceDirected({ seed: seedOf(DIRECTED) })),
      localFirst(coverageGuided({ seed: seedOf(GUIDED) })),
      surw({ seed: seedOf(SURW) }),
      localFirst(urw({ seed: seedOf(URW) })),
      pos({ seed: seedOf(POS) }),
    ],
    opening: Array.from({ length: ROUNDS }, () => ROUND).flat(),
    cycle: CYCLE,
  });
}
