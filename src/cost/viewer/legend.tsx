import type { VNode } from "preact";
import type { CostDocument } from "../document.ts";
import { strokeOf } from "./stroke.ts";

interface LegendProps {
  readonly cost: CostDocument;
  readonly hidden: ReadonlySet<string>;
  readonly toggle: (design: string) => void;
}

/** One legend for all plots; a click takes a design out of them. */
export function Legend({ cost, hidden, toggle }: LegendProps): VNode {
  return (
    <fieldset class="legend">
      <legend class="quiet">Designs in the plots</legend>
      {cost.designs.map(({ name, title }, index) => (
        <label key={name} title={title}>
          <input type="checkbox" checked={!hidden.has(name)} onChange={() => toggle(name)} />
          <svg width="28" height="8" aria-hidden="true">
            <line
              x1="0"
              x2="28"
              y1="4"
              y2="4"
              stroke={strokeOf(index).colour}
              stroke-width="2.5"
              stroke-dasharray={strokeOf(index).dash.join(" ")}
            />
          </svg>
          {name}
        </label>
      ))}
    </fieldset>
  );
}
