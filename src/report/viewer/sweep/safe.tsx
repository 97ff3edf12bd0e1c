import type { VNode } from "preact";
import type { SweepDocument } from "../../sweep/document.ts";
import { exhaustedOf } from "../../verdict.ts";

/** The settings that held, and what was run of each. */
export function SafeSettings({ sweep }: { readonly sweep: SweepDocument }): VNode {
  const { settings, values, scope, budget } = sweep;
  const safe = settings.filter(({ verdict }) => verdict === "safe");
  const knobs = [...new Set(values.map(({ knob }) => knob))];
  if (safe.length === 0) {
    return <p class="empty">No setting is safe.</p>;
  }
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Safe settings">
      <table class="matrix safe">
        <caption>
          settings that held, and what was run of each; exhausted: of how many scenarios every schedule was run;
          others': scenarios that broke other settings, tried here in up to {budget.probe.toLocaleString("en-US")}{" "}
          schedules (those of which every schedule of few preemptions was run)
        </caption>
        <thead>
          <tr>
            {[...knobs, "scenarios", "schedules", "exhausted", "others'"].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {safe.map(({ setting, design, explored }) => (
            <tr key={design} title={design}>
              {knobs.map((knob) => (
                <td key={knob}>{setting[knob]}</td>
              ))}
              <td>{explored.scenarios.toLocaleString("en-US")}</td>
              <td>{explored.schedules.toLocaleString("en-US")}</td>
              <td>{exhaustedOf({ ...explored, scope })}</td>
              <td>
                {explored.probes} ({explored.probesBounded})
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
