import { useMemo } from "preact/hooks";
import type { VNode } from "preact";
import type { FigureInfo, Machine } from "../cost-model.ts";
import type { CostDocument, CurveDocument, WorkloadDocument } from "../document.ts";
import { shortValue } from "../number.ts";
import { figuresShown } from "../figures-shown.ts";
import { isOn } from "../same-machine.ts";
import { Plot } from "./plot.tsx";
import type { Line } from "./plot.tsx";

interface WorkloadProps {
  readonly cost: CostDocument;
  readonly machine: Machine;
  readonly workload: WorkloadDocument;
  readonly hidden: ReadonlySet<string>;
}

/** One workload on one machine: what happens, the table, a plot for each figure, and how it was made. */
export function WorkloadView({ cost, machine, workload, hidden }: WorkloadProps): VNode {
  const curves = workload.curves.filter((curve) => isOn(curve, machine));
  const figures = figuresShown(cost.figures, curves);
  return (
    <section class="cell" aria-label={workload.name}>
      <h2>
        {workload.name} <span class="quiet">{workload.title}</span>
      </h2>
      <p class="quiet">An event: {workload.event}.</p>
      <FigureTable gib={cost.gib} figures={figures} curves={curves} />
      <div class="plots">
        {figures.map((figure) => (
          <FigurePlot key={figure.name} cost={cost} curves={curves} figure={figure} hidden={hidden} />
        ))}
      </div>
      <Making cost={cost} machine={machine} workload={workload} curves={curves} />
    </section>
  );
}

interface TableProps {
  readonly gib: number;
  readonly figures: readonly FigureInfo[];
  readonly curves: readonly CurveDocument[];
}

function FigureTable({ gib, figures: infos, curves }: TableProps): VNode {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Figures">
      <table class="matrix figures">
        <caption>With {gib} GiB of L2, computed from what was executed</caption>
        <thead>
          <tr>
            <td />
            {infos.map(({ name, heading, title, unit }) => (
              <th scope="col" key={name} title={title}>
                {heading.replace("\n", " ")}
                <small>{unit}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {curves.map(({ design, figures }) => (
            <tr key={design}>
              <th scope="row">{design}</th>
              {infos.map(({ name, unit }) => (
                <td key={name} class={name === "missed" && figures[name] !== 0 ? "bad" : ""}>
                  {shortValue(unit, figures[name] ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FigurePlotProps {
  readonly cost: CostDocument;
  readonly curves: readonly CurveDocument[];
  readonly figure: FigureInfo;
  readonly hidden: ReadonlySet<string>;
}

function FigurePlot({ cost, curves, figure, hidden }: FigurePlotProps): VNode {
  const { name, unit, heading, title } = figure;
  const lines = useMemo(() => {
    const shown = curves.filter(({ design }) => !hidden.has(design));
    return shown.map(({ design, growth }): Line => {
      const index = cost.designs.findIndex((candidate) => candidate.name === design);
      return { name: design, index, values: growth.map((figures) => figures[name] ?? null) };
    });
  }, [cost, curves.map(({ design }) => design).join(), curves[0], hidden, name]);
  const format = useMemo(() => (value: number) => shortValue(unit, value), [unit]);
  return (
    <figure>
      <Plot
        title={`${heading.replace("\n", " ")}, ${unit}`}
        sizes={cost.sizes}
        lines={lines}
        format={format}
        base={unit === "bytes" ? 1024 : 10}
      />
      <figcaption class="quiet">{title}</figcaption>
    </figure>
  );
}

interface MakingProps {
  readonly cost: CostDocument;
  readonly machine: Machine;
  readonly workload: WorkloadDocument;
  readonly curves: readonly CurveDocument[];
}

/** What was executed and what is computed, with the formulas. */
function Making({ cost, machine, workload, curves }: MakingProps): VNode {
  const { axes, executed, at } = workload.machines.find((candidate) => isOn(candidate, machine))!;
  return (
    <details>
      <summary>How these figures were made</summary>
      <p>
        Executed at {executed} sizes; what was counted is, at all of them, exactly what the formulas below give.
        Computed with them for {cost.gib} GiB:{" "}
        {axes.map(({ name }, axis) => `${name} = ${at[axis]!.toLocaleString("en-US")}`).join(", ")}.
      </p>
      <ul>
        {axes.map(({ name, title, sizes }) => (
          <li key={name}>
            {name}: {title}; executed {sizes.join(", ")}
          </li>
        ))}
      </ul>
      {curves.map(({ design, laws, refuted }) => (
        <div key={design}>
          <h5>{design}</h5>
          <pre>
            {[
              ...Object.entries(laws).map(([name, law]) => `${name} = ${law}`),
              ...refuted.map((name) => `${name} follows no formula`),
            ].join("\n")}
          </pre>
        </div>
      ))}
    </details>
  );
}
