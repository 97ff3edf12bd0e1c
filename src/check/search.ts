import { Execution } from "../core/execution.ts";
import type { Schedule } from "../core/schedule.ts";
import type { Strategy } from "../core/strategy.ts";
import { Coverage } from "../explore/coverage.ts";
import { emptyExploration, explore } from "../explore/explore.ts";
import type { Exploration } from "../explore/explore.ts";
import { NOTHING_SEEN } from "../explore/seen.ts";
import type { Seen } from "../explore/seen.ts";
import { standardOracles } from "../oracles/standard.ts";
import type { Design, Model } from "../scenario/model.ts";
import { programOf } from "../scenario/program.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { scenariosOf } from "../scenario/sequence.ts";
import type { AnyProperty } from "./catalogue.ts";
import { judgeOf, unclaimedText } from "./judge.ts";

/** One stage of the search through the schedules of a scenario. */
export interface Stage {
  /** The strategy for a scenario; `seed` differs from scenario to scenario. */
  readonly strategy: (seed: number) => Strategy;
  /** Executions at most. */
  readonly runs: number;
}

/** A broken property, as found: not shrunk. */
export interface RawFinding {
  readonly property: string;
  readonly scenario: Scenario;
  readonly schedule: Schedule;
  readonly message: string;
  /** Position of the scenario in the sequence of `scenariosOf`. */
  readonly index: number;
  /** Executions that this search had spent, over all its scenarios, when it met it. */
  readonly run: number;
  /** Where it was saved before the search went on; empty if nowhere. */
  saved: string;
}

/** A run after which nothing else counts: model code threw or lost an op, or broke a claim that no property has taken on. */
export interface Halt {
  readonly index: number;
  readonly scenario: Scenario;
  readonly schedule: Schedule;
  /** Executions of this scenario whose findings stand. What broke before model code threw does; what a lost op broke does not. */
  readonly sound: number;
  readonly reason: string;
}

export interface SearchResult {
  scenarios: number;
  schedules: number;
  /** Scenarios of which every schedule was run. */
  whole: number;
  /** Scenarios exhausted at least up to the bound of their first stage. */
  bounded: number;
  stepLimits: number;
  readonly reached: Map<string, number>;
  readonly found: RawFinding[];
  seen: Seen;
  halt: Halt | null;
}

export interface SearchOptions {
  readonly model: Model<unknown>;
  readonly design: Design;
  readonly properties: readonly AnyProperty[];
  /** Claims that end the search when they break, as in `unclaimedOf`. */
  readonly unclaimed: ReadonlySet<string>;
  readonly seed: number;
  /** Scenarios `from` up to, not including, `to` of the sequence. */
  readonly from: number;
  readonly to: number;
  readonly stages: readonly Stage[];
  /** Called before the search goes on. */
  readonly onFound?: (finding: RawFinding) => void;
  readonly onScenario?: (index: number, sofar: SearchResult) => void;
}

/** Looks for the first break of each property, over generated scenarios; all properties are judged in the same runs. */
export function search(options: SearchOptions): SearchResult {
  const result = emptyResult();
  const coverage = new Coverage();
  let open = options.properties;
  const scenarios = scenariosOf(options.model, options.design, options.seed, options.from, options.to);
  for (const [offset, scenario] of scenarios.entries()) {
    const index = options.from + offset;
    options.onScenario?.(index, result);
    const before = result.schedules;
    const sofar = exploreScenario(options, scenario, open, index, coverage);
    account(result, sofar);
    result.halt = haltOf(options, sofar.exploration, index, scenario);
    for (const met of findingsOf(sofar.exploration, open, scenario, index)) {
      if (result.halt === null || met.run <= result.halt.sound) {
        const finding = { ...met, run: before + met.run };
        result.found.push(finding);
        options.onFound?.(finding);
        open = open.filter((property) => property.name !== finding.property);
      }
    }
    if (result.halt !== null || open.length === 0) {
      break;
    }
  }
  result.seen = coverage.seen;
  return result;
}

export function emptyResult(): SearchResult {
  return {
    scenarios: 0,
    schedules: 0,
    whole: 0,
    bounded: 0,
    stepLimits: 0,
    reached: new Map(),
    found: [],
    seen: NOTHING_SEEN,
    halt: null,
  };
}

interface ScenarioSearch {
  readonly exploration: Exploration;
  readonly whole: boolean;
  readonly bounded: boolean;
}

function exploreScenario(
  options: SearchOptions,
  scenario: Scenario,
  properties: readonly AnyProperty[],
  index: number,
  coverage: Coverage,
): ScenarioSearch {
  const judge = judgeOf(properties);
  const { model, unclaimed } = options;
  const program = programOf(model, scenario, options.design, judge.claims);
  const observers = [...standardOracles(), coverage];
  const claims = new Set([...judge.wanted, ...unclaimed]);
  const execution = new Execution(program, { claims, stopAtViolation: false, observers });
  const exploration = emptyExploration();
  const until = (found: ReadonlyMap<string, unknown>): boolean => {
    const met = [...found.keys()];
    return met.some((claim) => unclaimed.has(claim)) || met.length === judge.wanted.size;
  };
  let bounded = false;
  coverage.nextProgram();
  for (const { strategy, runs } of options.stages) {
    const stage = strategy(options.seed ^ Math.imul(index + 1, 0x9e3779b1));
    coverage.follow(stage);
    explore(execution, stage, { runs, until, sofar: exploration });
    if (exploration.exhausted && exploration.scope === "all schedules") {
      return { exploration, whole: true, bounded: true };
    }
    bounded ||= exploration.exhausted;
    if (exploration.halted !== null || until(exploration.found)) {
      break;
    }
  }
  return { exploration, whole: false, bounded };
}

function haltOf(
  { model, unclaimed }: SearchOptions,
  { halted, found, runs }: Exploration,
  index: number,
  scenario: Scenario,
): Halt | null {
  if (halted !== null) {
    const { outcome, schedule } = halted;
    const reason = "reason" in outcome ? outcome.reason : outcome.kind;
    return { index, scenario, schedule, sound: runs, reason };
  }
  for (const [claim, { violation, schedule, run }] of found) {
    if (unclaimed.has(claim)) {
      return { index, scenario, schedule, sound: run - 1, reason: unclaimedText(model, claim, violation.message) };
    }
  }
  return null;
}

function account(result: SearchResult, { exploration, whole, bounded }: ScenarioSearch): void {
  result.scenarios++;
  result.schedules += exploration.runs;
  result.whole += whole ? 1 : 0;
  result.bounded += bounded ? 1 : 0;
  result.stepLimits += exploration.outcomes.stepLimit;
  for (const [name, times] of exploration.reached) {
    result.reached.set(name, (result.reached.get(name) ?? 0) + times);
  }
}

/** One finding a property: the first of the claims that belong to it. */
function findingsOf(
  exploration: Exploration,
  properties: readonly AnyProperty[],
  scenario: Scenario,
  index: number,
): RawFinding[] {
  const { propertyOf } = judgeOf(properties);
  const first = new Map<string, RawFinding>();
  for (const [claim, found] of exploration.found) {
    const property = propertyOf.get(claim);
    if (property !== undefined && !first.has(property)) {
      const { schedule, violation, run } = found;
      first.set(property, { property, scenario, schedule, message: violation.message, index, run, saved: "" });
    }
  }
  return [...first.values()];
}
