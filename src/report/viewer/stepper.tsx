import { useLayoutEffect, useRef } from "preact/hooks";
import type { VNode } from "preact";

interface StepperProps {
  /** Steps that can be chosen, ascending; 0 is the beginning. */
  readonly stops: readonly number[];
  readonly step: number;
  readonly last: number;
  readonly goTo: (step: number) => void;
}

/** Buttons that go to the first, previous, next and last step. */
export function Stepper({ stops, step, last, goTo }: StepperProps): VNode {
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
export function useStepKeys(stops: readonly number[], step: number, goTo: (step: number) => void): void {
  // Keys may come faster than the page is drawn.
  const latest = useRef(step);
  latest.current = step;
  // In place once the page shows the step: an effect after painting could miss a key.
  useLayoutEffect(() => {
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
