import type { VNode } from "preact";
import { count } from "../../size.ts";
import type { SweepDocument } from "../../sweep/document.ts";
import type { PairResult, SweepVerdict, ValueResult } from "../../sweep/result.ts";
import { printRoute } from "./route.ts";
import type { SweepRoute } from "./route.ts";

interface GridProps {
  readonly sweep: SweepDocument;
  readonly route: SweepRoute | null;
}

const WORDS: Readonly<Record<SweepVerdict, string>> = {
  safe: "safe in all explored",
  unsafe: "UNSAFE",
  depends: "depends",
  undecided: "undecided",
};

const SIGNS: Readonly<Record<SweepVerdict, string>> = { safe: "✓", unsafe: "✗", depends: "~", undecided: "?" };

const TONES: Readonly<Record<SweepVerdict, string>> = {
  safe: "held",
  unsafe: "broken",
  depends: "open",
  undecided: "open",
};

/** Values down with their verdicts, and across by number: where two meet, what their pair is. Red cells lead to a race. */
export function Grid({ sweep, route }: GridProps): VNode {
  const { values, pairs } = sweep;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Values and pairs of values">
      <table class="matrix sweep">
        <caption>
          each value, and each pair of values by number · ✓ safe in all explored · ✗ unsafe (pale: one of the two is
          unsafe by itself) · ~ depends on other values
        </caption>
        <thead>
          <tr>
            <th scope="col">knob</th>
            <th scope="col">value</th>
            <th scope="col">by itself</th>
            {values.slice(0, -1).map(({ knob, value }, at) => (
              <th scope="col" key={at} title={`${knob} = ${value}`}>
                {at + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {values.map((value, row) => (
            <tr key={row} class={value.knob === values[row - 1]?.knob ? "" : "first"}>
              <th scope="row">{value.knob === values[row - 1]?.knob ? "" : value.knob}</th>
              <th scope="row">
                {row + 1} {value.value}
              </th>
              <ValueCell sweep={sweep} value={value} route={route} />
              {values.slice(0, -1).map((_, column) => (
                <PairCell
                  key={column}
                  sweep={sweep}
                  pair={pairs.find(({ first, second }) => first === column && second === row)}
                  route={route}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ValueCellProps extends GridProps {
  readonly value: ValueResult;
}

function ValueCell({ sweep, value, route }: ValueCellProps): VNode {
  const { verdict, causes, needs, held, explored } = value;
  const schedules = count(explored.schedules + explored.probeSchedules, "schedule");
  const detail = verdict === "unsafe" ? breaks(sweep, causes) : [...needs, `${held} held, ${schedules}`].join("; ");
  return (
    <td class={TONES[verdict]}>
      <Link sweep={sweep} causes={causes} route={route}>
        <b class="verdict">
          <span aria-hidden="true">{SIGNS[verdict]}</span> {WORDS[verdict]}
        </b>
        <small>{detail}</small>
      </Link>
    </td>
  );
}

function breaks({ causes }: SweepDocument, at: readonly number[]): string {
  const findings = at.flatMap((position) => causes[position]!.findings);
  return `breaks ${[...new Set(findings.map(({ counterexample }) => counterexample.property))].join(", ")}`;
}

interface PairCellProps extends GridProps {
  readonly pair: PairResult | undefined;
}

function PairCell({ sweep, pair, route }: PairCellProps): VNode {
  if (pair === undefined) {
    return <td class="none" />;
  }
  const { first, second, verdict, together, causes, held } = pair;
  const names = [first, second].map((at) => `${sweep.values[at]!.knob} = ${sweep.values[at]!.value}`).join(" with ");
  const pale = verdict === "unsafe" && !together ? " pale" : "";
  return (
    <td class={TONES[verdict] + pale} title={`${names}: ${WORDS[verdict]}, ${count(held, "setting")} held`}>
      <Link sweep={sweep} causes={causes} route={route} label={`${names}: ${WORDS[verdict]}`}>
        <b class="verdict" aria-hidden="true">
          {SIGNS[verdict]}
        </b>
      </Link>
    </td>
  );
}

interface LinkProps extends GridProps {
  readonly causes: readonly number[];
  readonly label?: string;
  readonly children: VNode | VNode[];
}

/** To the first reason; a cell without one leads nowhere. */
function Link({ sweep, causes, route, label, children }: LinkProps): VNode {
  const [cause] = causes;
  const property = cause === undefined ? undefined : sweep.causes[cause]?.findings[0]?.counterexample.property;
  if (cause === undefined || property === undefined) {
    return <span aria-label={label}>{children}</span>;
  }
  return (
    <a
      href={printRoute({ cause, property, step: 0 })}
      aria-label={label}
      aria-current={route?.cause === cause ? "true" : undefined}
    >
      {children}
    </a>
  );
}
