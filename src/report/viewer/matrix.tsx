import type { VNode } from "preact";
import type { CellDocument, ReportDocument } from "../document.ts";
import type { PropertyInfo } from "../result.ts";
import { count } from "../size.ts";
import { cellOf, printRoute } from "./route.ts";
import type { Route } from "./route.ts";

interface MatrixProps {
  readonly report: ReportDocument;
  readonly route: Route | null;
}

/** Properties down, designs across; one table a model. Each cell leads to what is behind it. */
export function Matrix({ report, route }: MatrixProps): VNode {
  const models = [...new Set(report.designs.map((design) => design.model))];
  return (
    <>
      {models.map((model) => (
        <div class="scroll" key={model} tabIndex={0} role="region" aria-label={`Matrix of ${model}`}>
          <ModelMatrix model={model} report={report} route={route} />
        </div>
      ))}
    </>
  );
}

function ModelMatrix({ model, report, route }: MatrixProps & { readonly model: string }): VNode {
  const designs = report.designs.filter((design) => design.model === model);
  const properties = report.properties.filter((property) => property.model === model);
  return (
    <table class="matrix">
      <caption>{model}: designs and what must hold of them</caption>
      <thead>
        <tr>
          <td />
          {designs.map((design) => (
            <th scope="col" key={design.name}>
              {design.name}
              <small>{design.title}</small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {properties.map((property) => (
          <tr key={property.name}>
            <PropertyHeading property={property} />
            {designs.map((design) => (
              <MatrixCell
                key={design.name}
                cell={cellOf(report, { design: design.name, property: property.name })}
                chosen={route?.design === design.name && route.property === property.name}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PropertyHeading({ property }: { readonly property: PropertyInfo }): VNode {
  return (
    <th scope="row">
      {property.name}
      <small>{property.statement}</small>
    </th>
  );
}

function MatrixCell({ cell, chosen }: { readonly cell: CellDocument | undefined; readonly chosen: boolean }): VNode {
  if (cell === undefined) {
    return <td class="none">not run</td>;
  }
  const { design, property } = cell;
  return (
    <td class={toneOf(cell)}>
      <a href={printRoute({ design, property, finding: 1, step: 0 })} aria-current={chosen ? "true" : undefined}>
        <Verdict cell={cell} />
        <small>{detailOf(cell)}</small>
      </a>
    </td>
  );
}

/** The verdict as a word with a sign, so that it needs no colour. */
export function Verdict({ cell }: { readonly cell: CellDocument }): VNode {
  const signs = { held: "✓", broken: "✗", "not exercised": "○", undecided: "?" };
  return (
    <b class="verdict">
      <span aria-hidden="true">{signs[cell.verdict]}</span> {cell.verdict === "broken" ? "BROKEN" : cell.verdict}
    </b>
  );
}

/** The colour class of a cell. */
export function toneOf({ verdict, asDeclared }: CellDocument): string {
  if (verdict === "held") {
    return asDeclared ? "held" : "held surprising";
  }
  return verdict === "broken" ? (asDeclared ? "broken" : "broken surprising") : "open";
}

function detailOf({ verdict, asDeclared, declaredBroken, findings, schedules }: CellDocument): string {
  const flaws = findings.flatMap(({ flaw }) => (flaw === null ? [] : [flaw.id])).join(" ");
  if (verdict === "broken") {
    return asDeclared ? flaws : ["not declared", flaws].filter((part) => part !== "").join(" · ");
  }
  return verdict === "held" && declaredBroken ? "declared broken" : count(schedules, "schedule");
}
