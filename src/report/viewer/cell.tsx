import { useEffect, useRef } from "preact/hooks";
import type { VNode } from "preact";
import type { CellDocument, ReportDocument } from "../document.ts";
import { chanceIn } from "../seen.ts";
import { exhaustedOf, reasonOf } from "../verdict.ts";
import { FindingView } from "./finding.tsx";
import { toneOf, Verdict } from "./matrix.tsx";
import { printRoute } from "./route.ts";
import type { Route } from "./route.ts";

interface CellProps {
  readonly report: ReportDocument;
  readonly cell: CellDocument;
  readonly route: Route;
  readonly go: (next: Route) => void;
}

/** What is behind one cell of the matrix: its counterexamples, or what was run without finding one. */
export function CellView({ report, cell, route, go }: CellProps): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (location.hash !== "") {
      heading.current?.focus();
    }
  }, []);
  const statement = report.properties.find((property) => property.name === cell.property)?.statement;
  const title = report.designs.find((design) => design.name === cell.design)?.title;
  const finding = cell.findings[route.finding - 1];
  return (
    <section class="cell" aria-labelledby="cell">
      <div class="cell-head">
        <h2 id="cell" tabIndex={-1} ref={heading}>
          {cell.property} <span class="quiet">of</span> {cell.design}
        </h2>
        <span class={`badge ${toneOf(cell)}`}>
          <Verdict cell={cell} />
          {cell.asDeclared ? ", as declared" : ""}
        </span>
      </div>
      <p>{statement}</p>
      <p class="quiet">
        {cell.design}: {title}
      </p>
      <Effort cell={cell} />
      {cell.findings.length > 1 && <Choice cell={cell} route={route} />}
      {finding !== undefined && (
        <FindingView key={route.finding} report={report} finding={finding} route={route} go={go} />
      )}
    </section>
  );
}

/** One tab per counterexample of the cell. */
function Choice({ cell, route }: { readonly cell: CellDocument; readonly route: Route }): VNode {
  return (
    <nav class="tabs" aria-label="Counterexamples">
      {cell.findings.map(({ flaw, together }, at) => (
        <a
          key={at}
          href={printRoute({ ...route, finding: at + 1, step: 0 })}
          aria-current={route.finding === at + 1 ? "true" : undefined}
        >
          {flaw?.id ?? (together.map(({ id }) => id).join(" and ") || `counterexample ${at + 1}`)}
        </a>
      ))}
    </nav>
  );
}

function Effort({ cell }: { readonly cell: CellDocument }): VNode {
  const reached = Object.entries(cell.reached);
  return (
    <>
      {(cell.verdict === "undecided" || cell.verdict === "not exercised") && <p class="reason">{reasonOf(cell)}</p>}
      <dl class="facts">
        <Fact name="scenarios">{cell.scenarios.toLocaleString("en-US")}</Fact>
        <Fact name="schedules">{cell.schedules.toLocaleString("en-US")}</Fact>
        <Fact name="strategy">{cell.strategy}</Fact>
        <Fact name="exhausted">{exhaustedOf(cell)}</Fact>
        {cell.verdict !== "broken" && <SeenFacts cell={cell} />}
        {reached.map(([name, times]) => (
          <Fact key={name} name={name}>
            {times === 0 ? "never" : `${times.toLocaleString("en-US")} times`}
          </Fact>
        ))}
      </dl>
    </>
  );
}

/** How far the schedules have come, where they broke nothing. */
function SeenFacts({ cell }: { readonly cell: CellDocument }): VNode {
  const { traces, readsFrom, lockNestings, newTrace, newReadsFrom } = cell.seen;
  return (
    <>
      <Fact name="traces seen">{traces.toLocaleString("en-US")}</Fact>
      <Fact name="reads-from pairs seen">{readsFrom.toLocaleString("en-US")}</Fact>
      <Fact name="lock nestings seen">{lockNestings.toLocaleString("en-US")}</Fact>
      <Fact name="one more schedule: a new trace">{chanceIn(cell, newTrace)}</Fact>
      <Fact name="one more schedule: a new reads-from pair">{chanceIn(cell, newReadsFrom)}</Fact>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: string }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
