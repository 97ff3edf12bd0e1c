import { Execution } from "../src/core/execution.ts";
import type { Observer } from "../src/core/observer.ts";
import type { Program } from "../src/core/program.ts";
import { explore } from "../src/explore/explore.ts";
import { standardOracles } from "../src/oracles/standard.ts";
import { randomWalk } from "../src/strategies/random-walk.ts";
import type { Subject } from "./subject.ts";

/** s2check's exploration loop under random walk, with and without the oracles that every check uses. */
export function s2checkSubjects<S>(program: Program<S>): Subject[] {
  return [subject("s2check", program, []), subject("s2check, standard oracles", program, standardOracles())];
}

function subject<S>(name: string, program: Program<S>, observers: readonly Observer[]): Subject {
  const execution = new Execution(program, { observers });
  return {
    name,
    run(executions, seed) {
      const { outcomes } = explore(execution, randomWalk({ seed }), { runs: executions, until: () => false });
      return outcomes.violated;
    },
  };
}
