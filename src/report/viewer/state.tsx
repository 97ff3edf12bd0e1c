import type { VNode } from "preact";
import type { Section } from "../../core/program.ts";
import type { ReportDocument, TraceDocument } from "../document.ts";

interface StateProps {
  readonly report: Pick<ReportDocument, "sections">;
  readonly trace: TraceDocument;
  readonly step: number;
}

/** The state after a step as the model shows it, with what the step changed marked, and the locks held. */
export function StateView({ report, trace, step }: StateProps): VNode {
  const now = sectionsAt(report, trace, step);
  const before = step === 0 ? now : sectionsAt(report, trace, step - 1);
  return (
    <aside aria-label={step === 0 ? "State at the beginning" : `State after step ${step}`}>
      <h4>{step === 0 ? "At the beginning" : `After step ${step}`}</h4>
      <div class="sections">
        <SectionView title="locks held" rows={locksAt(trace, step)} old={locksAt(trace, Math.max(0, step - 1))} />
        {now.map(({ title, rows }, at) => (
          <SectionView key={title} title={title} rows={rows} old={before[at]?.rows ?? []} />
        ))}
      </div>
    </aside>
  );
}

interface SectionProps {
  readonly title: string;
  readonly rows: readonly string[];
  /** The rows before the step. */
  readonly old: readonly string[];
}

function SectionView({ title, rows, old }: SectionProps): VNode {
  const gone = old.filter((row) => !rows.includes(row));
  const changed = gone.length > 0 || rows.some((row) => !old.includes(row));
  if (rows.length + gone.length === 0) {
    return (
      <section class="vacant">
        <h5>{title}</h5> <span class="quiet">empty</span>
      </section>
    );
  }
  return (
    <section class={changed ? "changed" : ""}>
      <h5>{title}</h5>
      <ul>
        {rows.map((row, at) => (
          <li key={at}>{old.includes(row) ? row : <ins>{row}</ins>}</li>
        ))}
        {gone.map((row) => (
          <li key={`gone ${row}`}>
            <del>{row}</del>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sectionsAt(report: StateProps["report"], trace: TraceDocument, step: number): Section[] {
  const numbers = step === 0 ? trace.initial : (trace.steps[step - 1]?.state ?? []);
  return numbers.flatMap((number) => report.sections[number] ?? []);
}

function locksAt(trace: TraceDocument, step: number): string[] {
  const held = trace.steps[step - 1]?.held ?? [];
  return held.flatMap((locks, task) => locks.map((lock) => `${trace.tasks[task]}: ${lock}`));
}
