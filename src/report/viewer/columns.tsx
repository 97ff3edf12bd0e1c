import type { VNode } from "preact";
import type { FindingDocument, StepDocument } from "../document.ts";
import { count } from "../size.ts";
import { StepRow } from "./step-row.tsx";
import { visibleSteps } from "./visible.ts";

interface ColumnsProps {
  readonly finding: FindingDocument;
  readonly all: boolean;
  readonly step: number;
  readonly goTo: (step: number) => void;
  readonly showAll: () => void;
}

/** One column per task, one row per step. A bar beside a column shows where its task holds a lock. */
export function Columns({ finding, all, step, goTo, showAll }: ColumnsProps): VNode {
  const { trace, calls, counterexample } = finding;
  const shown = visibleSteps(trace.steps, all);
  const tasks = trace.tasks.flatMap((_, task) =>
    shown.some((index) => trace.steps[index]!.task === task) ? [task] : [],
  );
  return (
    <table class="columns">
      <caption class="unseen">Steps, one column per task</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">step</span>
          </th>
          {tasks.map((task) => (
            <th scope="col" key={task}>
              {trace.tasks[task]}
              {calls[task]?.length === 1 && <small>{calls[task][0]!.text}</small>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr class={step === 0 ? "now" : ""} aria-current={step === 0 ? "step" : undefined} onClick={() => goTo(0)}>
          <td class="number" />
          <td colSpan={tasks.length} class="beginning">
            at the beginning
          </td>
        </tr>
        {shown.flatMap((index, at) => {
          const from = at === 0 ? 0 : shown[at - 1]! + 1;
          return [
            index > from && (
              <FoldRow key={`fold ${index}`} steps={trace.steps.slice(from, index)} tasks={tasks} showAll={showAll} />
            ),
            ...callRows(finding, tasks, from, index),
            <StepRow key={index} {...{ finding, tasks, index, from, step, goTo }} />,
          ];
        })}
      </tbody>
      <tfoot>
        <tr>
          <td />
          <td colSpan={tasks.length}>
            <b>{counterexample.claim}</b>: {counterexample.message}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

/** Where tasks with several calls begin one, between the steps `from` and `to`. */
function callRows({ calls }: FindingDocument, tasks: readonly number[], from: number, to: number): VNode[] {
  return calls.flatMap((own, caller) =>
    own
      .filter((call) => own.length > 1 && call.first >= from && call.first <= to)
      .map((call) => (
        <tr key={`call ${call.first}`} class="call">
          <td />
          {tasks.map((task) => (
            <td key={task}>{task === caller && `${call.text}:`}</td>
          ))}
        </tr>
      )),
  );
}

interface FoldProps {
  /** The steps left out. */
  readonly steps: readonly StepDocument[];
  readonly tasks: readonly number[];
  readonly showAll: () => void;
}

function FoldRow({ steps, tasks, showAll }: FoldProps): VNode {
  return (
    <tr class="fold">
      <td />
      {tasks.map((task) => {
        const skipped = steps.filter((step) => step.task === task).length;
        return (
          <td key={task}>
            {skipped > 0 && (
              <button type="button" onClick={showAll}>
                … {count(skipped, "more step")}
              </button>
            )}
          </td>
        );
      })}
    </tr>
  );
}
