import type { CostDocument, WorkloadDocument } from "../document.ts";
import type { Machine } from "../cost-model.ts";

/** What the page shows; the URL's fragment says it. */
export interface Route {
  readonly machine: Machine;
  readonly workload: WorkloadDocument;
}

/** `#16K/numa`; where it names nothing of this report, the first of each. */
export function parseRoute(hash: string, { machines, workloads }: CostDocument): Route {
  const [granule, name] = hash.replace(/^#/, "").split("/");
  return {
    machine: machines.find((machine) => machine.granule === granule) ?? machines[0]!,
    workload: workloads.find((workload) => workload.name === name) ?? workloads[0]!,
  };
}

export const printRoute = ({ machine, workload }: Route): string => `#${machine.granule}/${workload.name}`;
