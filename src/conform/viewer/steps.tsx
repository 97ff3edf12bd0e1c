import { useLayoutEffect, useRef } from "preact/hooks";
import type { VNode } from "preact";
import type { WindowDocument } from "../window-document.ts";

interface StepsProps {
  readonly trace: WindowDocument;
  readonly step: number;
  readonly goTo: (step: number) => void;
}

/** Rows shown around the chosen one: the page stays quick however long the window is. */
const AROUND = 40;

/** The events around the chosen one, one column a thread. */
export function Steps({ trace, step, goTo }: StepsProps): VNode {
  const first = Math.max(0, step - 1 - AROUND);
  const rows = trace.events.slice(first, step + AROUND);
  const current = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => current.current?.scrollIntoView({ block: "nearest" }), [step]);
  return (
    <section aria-label="Steps" class="steps scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">event</th>
            {trace.threads.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ t, thread, text, breaks }, at) => (
            <tr
              key={first + at}
              ref={first + at + 1 === step ? current : null}
              aria-current={first + at + 1 === step ? "step" : undefined}
              class={breaks.length > 0 ? "broken" : ""}
              onClick={() => goTo(first + at + 1)}
            >
              <td>{t}</td>
              {trace.threads.map((name, column) => (
                <td key={name}>{column === thread ? <code>{text}</code> : null}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
