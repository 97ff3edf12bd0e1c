import { useEffect, useState } from "preact/hooks";
import type { VNode } from "preact";
import { ThemeButton } from "../../report/viewer/header.tsx";
import type { CostDocument } from "../document.ts";
import { CrossoverView } from "./crossover.tsx";
import { Legend } from "./legend.tsx";
import { LoopTable } from "./loop-table.tsx";
import { parseRoute, printRoute } from "./route.ts";
import { WorkloadView } from "./workload.tsx";

/** The page: the loop, then one workload on one machine, then the crossover there. */
export function App({ cost }: { readonly cost: CostDocument }): VNode {
  const [route, setRoute] = useState(() => parseRoute(location.hash, cost));
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const follow = (): void => setRoute(parseRoute(location.hash, cost));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [cost]);
  const toggle = (name: string): void =>
    setHidden(hidden.has(name) ? new Set([...hidden].filter((other) => other !== name)) : new Set([...hidden, name]));
  const { machine, workload } = route;
  return (
    <>
      <header>
        <div>
          <p class="brand">s2check</p>
          <h1>What an unmap costs</h1>
          <p class="quiet">
            {cost.model} · tables for {cost.gib} GiB of L2, curves from {cost.sizes[0]} to {cost.sizes.at(-1)} GiB ·
            seed {cost.seed}
          </p>
        </div>
        <ThemeButton />
      </header>
      <main>
        <LoopTable cost={cost} />
        <nav class="tabs" aria-label="Page size">
          {cost.machines.map((own) => (
            <a
              key={own.granule}
              href={printRoute({ machine: own, workload })}
              aria-current={own === machine ? "true" : undefined}
            >
              {own.granule} pages, {own.bits} bits
            </a>
          ))}
        </nav>
        <nav class="tabs" aria-label="Workload">
          {cost.workloads.map((own) => (
            <a
              key={own.name}
              href={printRoute({ machine, workload: own })}
              aria-current={own === workload ? "true" : undefined}
            >
              {own.name}
            </a>
          ))}
        </nav>
        <Legend cost={cost} hidden={hidden} toggle={toggle} />
        <WorkloadView cost={cost} machine={machine} workload={workload} hidden={hidden} />
        <CrossoverView cost={cost} machine={machine} hidden={hidden} />
        <ul class="remarks">
          {cost.remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      </main>
    </>
  );
}
