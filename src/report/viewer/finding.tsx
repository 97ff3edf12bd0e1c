import { useEffect, useRef, useState } from "preact/hooks";
import type { VNode } from "preact";
import type { FindingDocument, ReportDocument } from "../document.ts";
import { originOf, sizeOf } from "../size.ts";
import { Columns } from "./columns.tsx";
import { CopyButton } from "./copy.tsx";
import type { Route } from "./route.ts";
import { StateView } from "./state.tsx";
import { visibleSteps } from "./visible.ts";

export interface FindingProps {
  readonly report: ReportDocument;
  readonly finding: FindingDocument;
  readonly route: Route;
  readonly go: (next: Route) => void;
}

/** A counterexample: its columns on the left, the state after the chosen step on the right. */
export function FindingView({ report, finding, route, go }: FindingProps): VNode {
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

interface StepperProps {
  /** Steps that can be chosen, ascending; 0 is the beginning. */
  readonly stops: readonly number[];
  readonly step: number;
  readonly last: number;
  readonly goTo: (step: number) => void;
}

function Stepper({ stops, step, last, goTo }: StepperProps): VNode {
  const before = previous(stops, step);
  const after = next(stops, step);
  return (
    <div class="stepper" role="group" aria-label="Steps">
      <button type="button" aria-label="Beginning" disabled={step === 0} onClick={() => goTo(0)}>
        «
      </button>
      <button type="button" aria-label="Previous step" disabled={before === step} onClick={() => goTo(before)}>
        ‹
      </button>
      <output aria-live="polite">{step === 0 ? "beginning" : `step ${step} of ${last}`}</output>
      <button type="button" aria-label="Next step" disabled={after === step} onClick={() => goTo(after)}>
        ›
      </button>
      <button type="button" aria-label="Last step" disabled={step === last} onClick={() => goTo(last)}>
        »
      </button>
    </div>
  );
}

/** Arrow keys, Home and End step through the trace wherever the focus is, except in controls that use them. */
function useStepKeys(stops: readonly number[], step: number, goTo: (step: number) => void): void {
  // Keys may come faster than the page is drawn.
  const latest = useRef(step);
  latest.current = step;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const to = targetOf(event, stops, latest.current);
      if (to !== null) {
        event.preventDefault();
        latest.current = to;
        goTo(to);
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}

function targetOf(event: KeyboardEvent, stops: readonly number[], step: number): number | null {
  const within = event.target instanceof Element ? event.target : document.body;
  if (event.altKey || event.ctrlKey || event.metaKey || within.closest("input, .scroll") !== null) {
    return null;
  }
  switch (event.key) {
    case "ArrowRight":
    case "ArrowDown":
      return next(stops, step);
    case "ArrowLeft":
    case "ArrowUp":
      return previous(stops, step);
    case "Home":
      return 0;
    case "End":
      return stops.at(-1) ?? null;
    default:
      return null;
  }
}

function next(stops: readonly number[], step: number): number {
  return stops.find((stop) => stop > step) ?? step;
}

function previous(stops: readonly number[], step: number): number {
  return stops.findLast((stop) => stop < step) ?? step;
}
