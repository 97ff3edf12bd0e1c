import { useState } from "preact/hooks";
import type { VNode } from "preact";
import type { FindingDocument, ReportDocument } from "../document.ts";
import { originOf, sizeOf } from "../size.ts";
import { Columns } from "./columns.tsx";
import { CopyButton } from "./copy.tsx";
import { StateView } from "./state.tsx";
import { Stepper, useStepKeys } from "./stepper.tsx";
import { visibleSteps } from "./visible.ts";

export interface FindingProps<R> {
  readonly report: Pick<ReportDocument, "sections">;
  readonly finding: FindingDocument;
  readonly route: R;
  readonly go: (next: R) => void;
}

/** A counterexample: its columns on the left, the state after the chosen step on the right. */
export function FindingView<R extends { readonly step: number }>({
  report,
  finding,
  route,
  go,
}: FindingProps<R>): VNode {
  const { steps } = finding.trace;
  const hidden = steps.filter((step) => !step.matters).length;
  const [all, setAll] = useState(() => route.step > 0 && steps[route.step - 1]?.matters === false);
  const stops = [0, ...visibleSteps(steps, all).map((index) => index + 1)];
  const goTo = (step: number): void => go({ ...route, step });
  useStepKeys(stops, route.step, goTo);
  return (
    <article>
      <h3>{finding.headline}</h3>
      <p class="quiet">{sizeOf(finding.counterexample)}</p>
      {finding.kind !== null && <p>{finding.kind}</p>}
      <Origin finding={finding} />
      <div class="bar">
        <Stepper stops={stops} step={route.step} last={steps.length} goTo={goTo} />
        {hidden > 0 && (
          <label>
            <input type="checkbox" checked={all} onChange={() => setAll(!all)} /> all {steps.length} steps
          </label>
        )}
        <span class="spring" />
        <CopyButton label="Copy as mail" text={finding.mail.join("\n")} />
        <CopyButton label="Copy link" text={() => location.href} />
      </div>
      <div class="split">
        <Columns finding={finding} all={all} step={route.step} goTo={goTo} showAll={() => setAll(true)} />
        <StateView report={report} trace={finding.trace} step={route.step} />
      </div>
      <div class="replay">
        <code>{finding.replay}</code>
        <CopyButton label="Copy command" text={finding.replay} />
      </div>
      <details>
        <summary>As text for a mail</summary>
        <pre>{finding.mail.join("\n")}</pre>
      </details>
    </article>
  );
}

/** The scenario, where it comes from, and what was searched to prove it minimal. */
function Origin({ finding }: { readonly finding: FindingDocument }): VNode {
  return (
    <details>
      <summary>
        Scenario{finding.settings.length > 0 ? ": " : ""}
        {finding.settings.join(", ")}
      </summary>
      <pre>{finding.scenario.join("\n")}</pre>
      <p class="quiet">{originOf(finding.counterexample)}</p>
      <p class="quiet">{finding.counterexample.proof}</p>
    </details>
  );
}
