import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Catalogue } from "../../src/check/catalogue.ts";
import { designNamed } from "../../src/check/design-named.ts";
import { judgeOf } from "../../src/check/judge.ts";
import { Execution } from "../../src/core/execution.ts";
import { loadOne } from "../../src/corpus/corpus.ts";
import { explore } from "../../src/explore/explore.ts";
import { programOf } from "../../src/scenario/program.ts";
import { preemptionBounded } from "../../src/strategies/preemption-bounded.ts";
import { attach, ORACLES } from "./attach.ts";
import type { Oracle } from "./attach.ts";
import type { OracleRow } from "./rows.ts";

const GALLERY = fileURLToPath(new URL("../../reports/gallery", import.meta.url));

/** What each oracle looks at. */
const CLAIMS: Readonly<Record<Oracle, readonly string[]>> = {
  a: ["tlb-conflict", "table-in-tlb", "isolation", "refault"],
  b: ["break-before-make", "table-in-tlb"],
  c: ["bbm-protocol"],
};

/** Executions of one scenario with one oracle, at most. */
const RUNS = 6_000;

export interface Looked {
  readonly id: string;
  readonly model: string;
  /** By oracle: the claim that broke, or null. */
  readonly found: Readonly<Record<Oracle, string | null>>;
}

/**
 * Each oracle by itself: schedules with at most two preemptions, the fewest first, until it objects; at most `runs` of them.
 * `isMended`: in the first design of the model instead, which does nothing wrong here.
 */
export function measure(
  { trace, walks }: OracleRow,
  { models, properties }: Catalogue,
  { runs = RUNS, isMended = false }: { readonly runs?: number; readonly isMended?: boolean } = {},
): Looked {
  const shapeOf = (name: string) => models.find((model) => model.name === name) ?? null;
  const { model: name, design, scenario } = loadOne(join(GALLERY, `${trace}.json`), shapeOf);
  const model = models.find((one) => one.name === name)!;
  const turned = designNamed(isMended ? model.designs[0]!.name : design, model.designs);
  const judge = judgeOf(properties.filter((property) => property.model === model));
  const look = (oracle: Oracle): string | null => {
    const program = programOf(attach(model, oracle, walks), scenario, turned, judge.claims);
    const execution = new Execution(program, { claims: new Set(CLAIMS[oracle]) });
    const strategy = preemptionBounded({ maxBound: 2 });
    const [claim] = explore(execution, strategy, { runs }).found.keys();
    return claim ?? null;
  };
  const found = Object.fromEntries(ORACLES.map((oracle) => [oracle, look(oracle)])) as Looked["found"];
  return { id: trace.slice(0, trace.indexOf(`-${design}`)), model: name, found };
}
