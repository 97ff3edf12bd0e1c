import { useEffect, useRef } from "preact/hooks";
import type { VNode } from "preact";
import type { FindingDocument, StepDocument } from "../document.ts";

interface StepRowProps {
  readonly finding: FindingDocument;
  readonly tasks: readonly number[];
  readonly index: number;
  /** The first of the steps left out before it, or `index`. */
  readonly from: number;
  readonly step: number;
  readonly goTo: (step: number) => void;
}

/** One step in the column of its task, and why another task stopped before it in the column of that one. */
export function StepRow({ finding, tasks, index, from, step, goTo }: StepRowProps): VNode {
  const own = finding.trace.steps[index]!;
  const row = useRef<HTMLTableRowElement>(null);
  const now = step === index + 1;
  useEffect(() => {
    if (now) {
      row.current?.scrollIntoView({ block: "nearest" });
    }
  }, [now]);
  const className = now ? "now" : index + 1 > step ? "later" : "";
  return (
    <tr ref={row} class={className} aria-current={now ? "step" : undefined} onClick={() => goTo(index + 1)}>
      <td class="number">
        <button type="button" aria-label={`Go to step ${index + 1}`} onClick={() => goTo(index + 1)}>
          {index + 1}
        </button>
      </td>
      {tasks.map((task) => (
        <td key={task} {...lockBar(own, task)}>
          {own.task === task && <Step step={own} />}
          {own.task !== task && <i class="mark">{markOf(finding, task, from, index)}</i>}
        </td>
      ))}
    </tr>
  );
}

/** Why `task` stopped at one of the steps `from` to `to`. */
function markOf({ trace }: FindingDocument, task: number, from: number, to: number): string | undefined {
  return trace.steps.slice(from, to + 1).find((step) => step.mark?.task === task)?.mark?.text;
}

function Step({ step }: { readonly step: StepDocument }): VNode {
  return (
    <>
      <code>{step.text}</code>
      {step.blocked && <i class="mark"> waits</i>}
      {step.notes.map((note) => (
        <div key={note} class="note">
          {note}
        </div>
      ))}
    </>
  );
}

function lockBar(step: StepDocument, task: number): { class: string; title?: string } {
  const locks = step.held[task] ?? [];
  return locks.length === 0 ? { class: "" } : { class: "holds", title: `holds ${locks.join(", ")}` };
}
