import { useEffect, useState } from "preact/hooks";
import type { VNode } from "preact";
import { Stepper, useStepKeys } from "../../report/viewer/stepper.tsx";
import type { WindowDocument } from "../window-document.ts";
import { Steps } from "./steps.tsx";
import { Timeline } from "./timeline.tsx";

interface AppProps {
  readonly trace: WindowDocument;
}

/** The whole page; `#12` in its address is the step that it shows. */
export function App({ trace }: AppProps): VNode {
  const last = trace.events.length;
  const [step, setStep] = useState(() => stepIn(location.hash, trace));
  const stops = trace.events.map((_, at) => at + 1);
  const goTo = (to: number): void => {
    const chosen = Math.max(1, to);
    history.replaceState(null, "", `#${chosen}`);
    setStep(chosen);
  };
  useStepKeys(stops, step, goTo);
  useEffect(() => {
    const onHash = (): void => setStep(stepIn(location.hash, trace));
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, [trace]);
  return (
    <>
      <header>
        <h1>{trace.path}</h1>
        <Stepper stops={stops} step={step} last={last} goTo={goTo} />
      </header>
      <Breaks trace={trace} goTo={goTo} />
      <Timeline trace={trace} step={step} goTo={goTo} />
      <main class="window">
        <Steps trace={trace} step={step} goTo={goTo} />
        <State trace={trace} step={step} />
      </main>
      {trace.cut ? <p class="quiet">The window has more events than one page holds: ask for a smaller one.</p> : null}
    </>
  );
}

/** Where the address says; else the first break, else the beginning. */
function stepIn(hash: string, { events }: WindowDocument): number {
  const named = Number(hash.slice(1));
  if (Number.isInteger(named) && named >= 1 && named <= events.length) {
    return named;
  }
  return (
    Math.max(
      0,
      events.findIndex(({ breaks }) => breaks.length > 0),
    ) + 1
  );
}

function Breaks({ trace, goTo }: AppProps & { readonly goTo: (step: number) => void }): VNode {
  if (trace.breaks.length === 0) {
    return <p class="quiet">No claim is broken.</p>;
  }
  return (
    <ul class="breaks">
      {trace.breaks.map(({ claim, says, t, message }) => {
        const at = trace.events.findIndex((event) => event.t === t);
        return (
          <li key={claim}>
            <button type="button" disabled={at < 0} onClick={() => goTo(at + 1)}>
              {claim}
            </button>{" "}
            {message} <small>{says}</small>
          </li>
        );
      })}
    </ul>
  );
}

function State({ trace, step }: AppProps & { readonly step: number }): VNode {
  const before = new Set(trace.states[step - 2]);
  return (
    <section aria-label="State" class="state">
      <h2>State after {trace.events[step - 1]?.t}</h2>
      <pre>
        {(trace.states[step - 1] ?? []).map((line) => (
          <span key={line} class={before.size > 0 && !before.has(line) ? "new" : ""}>
            {trace.lines[line]}
            {"\n"}
          </span>
        ))}
      </pre>
    </section>
  );
}
