import { useMemo } from "preact/hooks";
import type { VNode } from "preact";
import type { Machine } from "../cost-model.ts";
import type { CostDocument } from "../document.ts";
import { crossoverText, shortNumber } from "../number.ts";
import { isOn } from "../same-machine.ts";
import { Plot } from "./plot.tsx";
import type { Line } from "./plot.tsx";

interface CrossoverProps {
  readonly cost: CostDocument;
  readonly machine: Machine;
  readonly hidden: ReadonlySet<string>;
}

/** From how many troubled places on a design is no better than the baseline. */
export function CrossoverView({ cost, machine, hidden }: CrossoverProps): VNode {
  const own = cost.crossovers.filter((candidate) => isOn(candidate, machine));
  const designs = [...new Set(own.map(({ design }) => design))];
  return (
    <section class="cell crossover" aria-label="Crossover">
      <h2>
        Crossover <span class="quiet">{cost.crossoverTitle}</span>
      </h2>
      <div class="scroll">
        <table class="matrix figures">
          <caption>With {cost.gib} GiB of L2: troubled places, of all that there are</caption>
          <thead>
            <tr>
              <td />
              {cost.kinds.map(({ name, heading, title }) => (
                <th scope="col" key={name} title={title}>
                  {heading.replace("\n", " ")}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {designs.map((design) => (
              <tr key={design}>
                <th scope="row">{design}</th>
                {cost.kinds.map(({ name }) => (
                  <td key={name}>
                    {crossoverText(own.find((cell) => cell.design === design && cell.kind === name)!.growth.at(-1)!)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="plots">
        {cost.kinds.map((kind) => (
          <KindPlot key={kind.name} cost={cost} own={own} kind={kind} hidden={hidden} />
        ))}
      </div>
    </section>
  );
}

interface KindProps {
  readonly cost: CostDocument;
  readonly own: CostDocument["crossovers"];
  readonly kind: CostDocument["kinds"][number];
  readonly hidden: ReadonlySet<string>;
}

function KindPlot({ cost, own, kind, hidden }: KindProps): VNode {
  const lines = useMemo(() => {
    const shown = own.filter((cell) => cell.kind === kind.name && !hidden.has(cell.design));
    return shown.map(({ design, growth }): Line => {
      const index = cost.designs.findIndex(({ name }) => name === design);
      return { name: design, index, values: cost.sizes.map((_, at) => growth[at]!.troubled) };
    });
  }, [cost, own[0], kind, hidden]);
  return (
    <figure>
      <Plot title={kind.heading.replace("\n", " ")} sizes={cost.sizes} lines={lines} format={shortNumber} />
      <figcaption class="quiet">{kind.title}</figcaption>
    </figure>
  );
}
