import type { Explored, PairResult, SettingResult, SweepVerdict, ValueResult } from "../report/sweep/result.ts";
import type { Setting } from "../scenario/model.ts";
import { agrees } from "./causes.ts";
import type { Cause } from "./causes.ts";
import type { Axis } from "./space.ts";

/** What is known when the settings are judged. */
interface Known {
  readonly axes: readonly Axis[];
  readonly causes: readonly Cause[];
  readonly settings: readonly SettingResult[];
}

/** The verdict on each value of each knob. */
export function valuesOf(known: Known): ValueResult[] {
  return known.axes.flatMap(({ name, values }) => values.map((value) => valueOf(known, name, value)));
}

/** The verdict on every two values of different knobs; `first` and `second` are positions in `values`. */
export function pairsOf(known: Known, values: readonly ValueResult[]): PairResult[] {
  return values.flatMap((a, first) =>
    values.flatMap((b, second) => (second > first && a.knob !== b.knob ? [pairOf(known, values, first, second)] : [])),
  );
}

function valueOf(known: Known, knob: string, value: string): ValueResult {
  const part = { [knob]: value };
  const causes = positions(known.causes, (cause) => sizeOf(cause) === 0 || agrees(cause, part));
  const held = known.settings.filter((one) => one.verdict === "safe" && agrees(one.setting, part));
  const verdict = verdictOf(known, part, causes);
  const needs = verdict === "depends" ? needsOf(known, part, causes) : [];
  return { knob, value, verdict, causes, needs, held: held.length, explored: sum(held.map((one) => one.explored)) };
}

function pairOf(known: Known, values: readonly ValueResult[], first: number, second: number): PairResult {
  const [a, b] = [values[first]!, values[second]!];
  const part = { [a.knob]: a.value, [b.knob]: b.value };
  const isAlone = a.verdict === "unsafe" || b.verdict === "unsafe";
  const single = [...new Set([a, b].flatMap((one) => (one.verdict === "unsafe" ? one.causes : [])))];
  const both = positions(known.causes, (cause) => agrees(cause, part));
  const causes = isAlone ? single.filter((at) => sizeOf(known.causes[at]!) <= 1) : both;
  const verdict = isAlone ? "unsafe" : verdictOf(known, part, both);
  const held = known.settings.filter((one) => one.verdict === "safe" && agrees(one.setting, part)).length;
  return { first, second, verdict, together: verdict === "unsafe" && !isAlone, causes, held };
}

function verdictOf({ causes, settings }: Known, part: Setting, at: readonly number[]): SweepVerdict {
  if (at.some((position) => agrees(part, causes[position]!))) {
    return "unsafe";
  }
  if (settings.some((one) => one.verdict === "undecided" && agrees(one.setting, part))) {
    return "undecided";
  }
  return at.length > 0 ? "depends" : "safe";
}

/** `only with recordOrder = beforeMap`, or where more than two values meet, `not with a = x and b = y`. */
function needsOf({ axes, causes }: Known, part: Setting, at: readonly number[]): string[] {
  const others = at.map((position) => without(causes[position]!, part));
  const excluded = new Map<string, string[]>();
  for (const other of others.filter((cause) => sizeOf(cause) === 1)) {
    const [[name, value]] = Object.entries(other) as [[string, string]];
    excluded.set(name, [...(excluded.get(name) ?? []), value]);
  }
  const single = [...excluded].map(([name, bad]) => {
    const values = axes.find((axis) => axis.name === name)!.values;
    const isAlone = (value: string): boolean => causes.some((cause) => sizeOf(cause) === 1 && cause[name] === value);
    const left = values.filter((value) => !bad.includes(value) && !isAlone(value));
    return `only with ${name} = ${left.join(" or ")}`;
  });
  const more = others.filter((cause) => sizeOf(cause) > 1);
  const parts = more.map((cause) => Object.entries(cause).map(([name, value]) => `${name} = ${value}`));
  return [...single, ...parts.map((texts) => `not with ${texts.join(" and ")}`)];
}

function without(cause: Cause, part: Setting): Cause {
  return Object.fromEntries(Object.entries(cause).filter(([name]) => !(name in part)));
}

const sizeOf = (cause: Cause): number => Object.keys(cause).length;

function positions<T>(list: readonly T[], isWanted: (entry: T) => boolean): number[] {
  return list.flatMap((entry, at) => (isWanted(entry) ? [at] : []));
}

function sum(parts: readonly Explored[]): Explored {
  const total = (field: keyof Explored): number => parts.reduce((all, part) => all + part[field], 0);
  return {
    scenarios: total("scenarios"),
    schedules: total("schedules"),
    whole: total("whole"),
    bounded: total("bounded"),
    probes: total("probes"),
    probeSchedules: total("probeSchedules"),
    probesBounded: total("probesBounded"),
  };
}
