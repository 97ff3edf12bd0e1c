import { ORACLES } from "./attach.ts";
import type { Looked } from "./measure.ts";
import type { OracleRow } from "./rows.ts";

/** A section of docs/corpus.md. */
export function oraclesSection(rows: readonly OracleRow[], looked: readonly Looked[]): string[] {
  const lines = looked.map(({ id, model, found }, at) => {
    const { why } = rows[at]!;
    return `| ${[id, model, ...ORACLES.map((oracle) => found[oracle] ?? "-"), why].join(" | ")} |`;
  });
  return [
    "## Three oracles for TLBs",
    "",
    "Each bug that concerns what TLBs hold, in the scenario of its minimal trace, seen by (a) CPUs with TLBs and walk caches",
    "that act, one besides those of the scenario, [models/tlb-vmid](../models/tlb-vmid/cpus.ts); (b) the set of what TLBs may",
    "hold, [ever-valid](../models/pgtable/ever-valid.ts); (c) the order of the steps on each entry,",
    "[bbm-protocol](../models/pgtable/bbm-protocol.ts); one at a time, all schedules with at most two preemptions. In the design",
    "without the bug none of them objects ([test](../tests/bench/oracles.test.ts)).",
    "",
    "| entry | model | a | b | c | where they differ |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
    "",
    "E40 and E50a, E50b have no such tables: what is left in TLBs is a set of their own, as (b) is one (`tlb-scope`, `stale-frame`).",
    "models/fault-notifier is about frames, and has no TLB.",
    "",
  ];
}
