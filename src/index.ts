/** Every public name, by room from the ground floor up. Models and properties of this project import the rooms themselves. */

// Core: programs, executions, schedules, what came of them.
export { Execution } from "./core/execution.ts";
export type { ExecutionOptions } from "./core/execution.ts";
export { HappensBefore } from "./core/happens-before.ts";
export type { Observer } from "./core/observer.ts";
export { ACQUIRE, BLOCKED, Op, PLAIN, READ, RELEASE, SHARED, SLEEPS, WRITE } from "./core/op.ts";
export type { OpKind } from "./core/op.ts";
export { ENGINE_CLAIMS } from "./core/outcome.ts";
export type { Outcome, Violation, Wait } from "./core/outcome.ts";
export type { Claim, Program, Section, TaskSpec } from "./core/program.ts";
export { Random } from "./core/random.ts";
export { replay } from "./core/replay.ts";
export { parseSchedule, printSchedule, scheduleOf } from "./core/schedule.ts";
export type { Schedule } from "./core/schedule.ts";
export { Shared } from "./core/shared.ts";
export type { Allocation } from "./core/shared.ts";
export type { Strategy } from "./core/strategy.ts";
export type { Task, TaskState, TaskView } from "./core/task.ts";
export { traceOf } from "./core/trace.ts";
export type { SwitchReason, Trace, TraceStep } from "./core/trace.ts";
export type { World } from "./core/world.ts";

// Kernel vocabulary: docs/kernel-vocabulary.md.
export * from "./kernel/index.ts";

// Strategies.
export { STRATEGIES, strategyByName } from "./strategies/by-name.ts";
export type { StrategyEntry } from "./strategies/by-name.ts";
export { pct } from "./strategies/pct.ts";
export type { PctOptions } from "./strategies/pct.ts";
export { pos } from "./strategies/pos.ts";
export type { PosOptions } from "./strategies/pos.ts";
export { preemptionBounded } from "./strategies/preemption-bounded.ts";
export type { PreemptionBoundedOptions } from "./strategies/preemption-bounded.ts";
export { randomWalk } from "./strategies/random-walk.ts";
export type { RandomWalkOptions } from "./strategies/random-walk.ts";

// Oracles.
export { dataRace } from "./oracles/data-race.ts";
export { lockOrder } from "./oracles/lock-order.ts";
export type { LockEdge, LockOrder, LockOrderOptions } from "./oracles/lock-order.ts";
export { oraclesOfOneRun, standardOracles } from "./oracles/standard.ts";

// Exploring: many schedules of one program.
export { TwiceRunner } from "./explore/determinism.ts";
export { explore } from "./explore/explore.ts";
export type { Exploration, ExploreOptions, Found } from "./explore/explore.ts";
export type { Runner } from "./explore/runner.ts";

// Models, properties, scenarios.
export { arbitraryOf, scenarioFromSeed } from "./scenario/arbitrary.ts";
export { BadData } from "./scenario/explain.ts";
export type { CommandSpec, Design, Domain, Domains, Family, Flaw, Model, RoleSpec } from "./scenario/model.ts";
export type { Knob, Setting, Variants } from "./scenario/model.ts";
export { printScenario } from "./scenario/print.ts";
export { programOf } from "./scenario/program.ts";
export { elsewhere, property } from "./scenario/property.ts";
export type { Elsewhere, Property } from "./scenario/property.ts";
export type { Command, Scenario, ScenarioTask, Value, Values } from "./scenario/scenario.ts";
export { checkScenario } from "./scenario/validate.ts";

// Shrinking.
export type { Counterexample, Origin } from "./shrink/counterexample.ts";
export { compareSizes, printSize } from "./shrink/order.ts";
export type { Size } from "./shrink/order.ts";
export { confirm, shrink } from "./shrink/shrink.ts";
export type { Failure, ShrinkOptions } from "./shrink/shrink.ts";
export { shrinkSchedule } from "./shrink/shrink-schedule.ts";
export type { ShrinkScheduleOptions, ShrunkSchedule } from "./shrink/shrink-schedule.ts";
export type { Subject } from "./shrink/subject.ts";

// Corpus: counterexamples as files and as lines.
export { load as loadCorpus, loadOne as loadCounterexample, save as saveCounterexample } from "./corpus/corpus.ts";
export type { Corpus, Saved } from "./corpus/corpus.ts";
export { fromJson, toJson } from "./corpus/file.ts";
export type { ShapeOf } from "./corpus/file.ts";
export { parseLine, printLine } from "./corpus/line.ts";
export type { Line } from "./corpus/line.ts";
export { revisit } from "./corpus/revisit.ts";
export type { Revisited } from "./corpus/revisit.ts";

// Reports: as text, as data, as a page.
export { documentOf, printDocument } from "./report/document.ts";
export type { ReportDocument } from "./report/document.ts";
export { explain } from "./report/explain.ts";
export type { Explained } from "./report/explain.ts";
export type { Finding } from "./report/finding.ts";
export { renderHtml } from "./report/html.ts";
export { renderReport } from "./report/report.ts";
export type { ReportOptions } from "./report/report.ts";
export type { CellResult, CheckResult, Verdict } from "./report/result.ts";
export { renderTrace } from "./report/table.ts";
export type { TableOptions } from "./report/table.ts";
export { renderFinding } from "./report/text.ts";
export type { TextOptions } from "./report/text.ts";
