import { getBorderCharacters, table } from "table";
import type { Paint } from "../paint.ts";
import { count } from "../size.ts";
import { wrap } from "../wrap.ts";
import type { PairResult, SettingResult, SweepResult, SweepVerdict, ValueResult } from "./result.ts";

const WORDS: Readonly<Record<SweepVerdict, string>> = {
  safe: "safe in all explored",
  unsafe: "UNSAFE",
  depends: "depends",
  undecided: "undecided",
};

/** A line for each value: its verdict, and what breaks, or with what it is safe, or what was run. */
export function renderValues(result: SweepResult, width: number, paint: Paint): string[] {
  const rows = result.values.map((one, at) => [
    String(at + 1),
    one.knob === result.values[at - 1]?.knob ? "" : one.knob,
    one.value,
    WORDS[one.verdict],
    remarkOf(result, one),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(1, ...rows.map((row) => row[column]!.length)));
  const room = Math.max(24, width - widths.reduce((sum, w) => sum + w + 2, 0));
  const lines = rows.map((row, at) => row.with(3, painted(result.values[at]!.verdict, paint)(row[3]!)));
  return tableOf([["", "knob", "value", "by itself", ""], ...lines], [...widths, room]);
}

function remarkOf({ causes }: SweepResult, { verdict, needs, causes: at, held, explored }: ValueResult): string {
  if (verdict === "unsafe") {
    const findings = at.flatMap((position) => causes[position]!.findings);
    const properties = new Set(findings.map(({ counterexample }) => counterexample.property));
    return `breaks ${[...properties].join(", ")} (${at.map((position) => `reason ${position + 1}`).join(", ")})`;
  }
  const run = `${count(held, "setting")} held, ${count(explored.schedules + explored.probeSchedules, "schedule")}`;
  return [...needs, run].join("; ");
}

/** Two values meet in each cell, by their numbers in the list of values. */
export function renderPairs(result: SweepResult, width: number, paint: Paint): string[] {
  const { values, pairs } = result;
  const cells = values.map((_, row) =>
    values.slice(0, -1).map((__, column) => {
      const pair = pairs.find(({ first, second }) => first === column && second === row);
      return pair === undefined ? "" : painted(pair.verdict, paint)(signOf(pair));
    }),
  );
  const numbers = values.slice(0, -1).map((_, at) => String(at + 1));
  const labels = values.map(({ knob, value }, at) => `${at + 1} ${knob} = ${value}`);
  const columns = [Math.max(...labels.map((label) => label.length)), ...numbers.map((number) => number.length)];
  const lines = tableOf([["", ...numbers], ...cells.map((row, at) => [labels[at]!, ...row])], columns, 1);
  const legend =
    ". safe in all explored, X unsafe together, x one of them is unsafe by itself, o depends on other knobs";
  return [paint.heading("pairs"), ...lines, ...wrap(legend, width)];
}

function signOf({ verdict, together }: PairResult): string {
  const signs: Readonly<Record<SweepVerdict, string>> = {
    safe: ".",
    unsafe: together ? "X" : "x",
    depends: "o",
    undecided: "?",
  };
  return signs[verdict];
}

/** The settings that held, and what was run of each; what is the same in all of them is said once. */
export function renderSafe(
  { settings, values, scope, strategy, budget }: SweepResult,
  width: number,
  paint: Paint,
): string[] {
  const safe = settings.filter(({ verdict }) => verdict === "safe");
  if (safe.length === 0) {
    return [paint.heading("no setting is safe")];
  }
  const knobs = [...new Set(values.map(({ knob }) => knob))];
  const titles = [...knobs, ...EFFORT];
  const rows = safe.map(({ setting, explored }) => [
    ...knobs.map((knob) => setting[knob]!),
    ...effortOf(explored, scope),
  ]);
  const isSame = titles.map((_, column) => rows.every((row) => row[column] === rows[0]![column]));
  const same = titles.flatMap((title, column) => (isSame[column] === true ? [`${title} = ${rows[0]![column]}`] : []));
  const free = [titles, ...rows].map((row) => row.filter((_, column) => isSame[column] === false));
  const widths = free[0]!.map((_, column) => Math.max(...free.map((row) => row[column]!.length)));
  const notes = [
    `searched by ${strategy}; exhausted: scenarios of which every schedule was run${scope === "" ? "" : ` (+ those up to ${scope})`}`,
    `others': scenarios that broke other settings, tried here in up to ${budget.probe.toLocaleString("en-US")} schedules (those of which every schedule of few preemptions was run)`,
  ];
  return [
    paint.heading(`safe in all explored: ${count(safe.length, "setting")}`),
    ...(same.length === 0 ? [] : wrap(`all of them: ${same.join(", ")}`, width, "  ")),
    ...(widths.length === 0 ? [] : tableOf(free, widths)),
    ...notes.flatMap((note) => wrap(note, width, "  ")),
  ];
}

const EFFORT = ["scenarios", "schedules", "exhausted", "others'"];

function effortOf(explored: SettingResult["explored"], scope: string): string[] {
  const { scenarios, schedules, whole, bounded, probes, probesBounded } = explored;
  return [scenarios, schedules]
    .map((n) => n.toLocaleString("en-US"))
    .concat(scope === "" ? String(whole) : `${whole} (+${bounded - whole})`, `${probes} (${probesBounded})`);
}

function painted(verdict: SweepVerdict, paint: Paint): (text: string) => string {
  return { safe: paint.good, unsafe: paint.bad, depends: paint.doubtful, undecided: paint.doubtful }[verdict];
}

function tableOf(rows: readonly (readonly string[])[], widths: readonly number[], gap = 2): string[] {
  const text = table(rows, {
    border: { ...getBorderCharacters("void"), bodyJoin: " ".repeat(gap) },
    columnDefault: { paddingLeft: 0, paddingRight: 0, wrapWord: true },
    columns: widths.map((width) => ({ width })),
    drawHorizontalLine: () => false,
  });
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.trimEnd());
}
