import { Execution } from "../core/execution.ts";
import { PASSED } from "../core/outcome.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Schedule } from "../core/schedule.ts";
import type { Strategy } from "../core/strategy.ts";
import type { Design } from "../scenario/model.ts";
import { programOf } from "../scenario/program.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { argumentSize } from "../scenario/slot.ts";
import { Meter } from "./meter.ts";
import type { Size } from "./order.ts";
import type { Subject } from "./subject.ts";

/** A run that broke a claim. */
export interface Break {
  readonly claim: string;
  readonly message: string;
  readonly schedule: Schedule;
  readonly size: Size;
}

/** What has been spent, and how much there is to spend. */
export interface Purse {
  executions: number;
  steps: number;
  readonly maxExecutions: number;
  /** A second limit, for programs whose runs are long. */
  readonly maxSteps: number;
}

/** So many executions, of a hundred steps on average. */
export function purseOf(executions: number): Purse {
  return { executions: 0, steps: 0, maxExecutions: executions, maxSteps: 100 * executions };
}

/** Far more than a run of a small scenario takes. */
const DEFAULT_MAX_STEPS = 10_000;

/** One scenario, ready to be run under any number of schedules. */
export class Trial<S, D extends Design> {
  readonly scenario: Scenario;
  readonly meter = new Meter();
  /** How the last run ended. */
  outcome: Outcome = PASSED;
  readonly #execution: Execution<S>;
  readonly #maxSteps: number;
  readonly #purse: Purse;
  readonly #fixed: Pick<Size, "commands" | "tasks" | "argumentSize">;

  constructor(subject: Subject<S, D>, scenario: Scenario, purse: Purse) {
    const { model, design, claims, wanted, observers, maxSteps = DEFAULT_MAX_STEPS } = subject;
    this.scenario = scenario;
    this.#execution = new Execution(programOf(model, scenario, design, claims), {
      claims: wanted,
      observers: [...(observers?.() ?? []), this.meter],
      maxSteps,
    });
    this.#maxSteps = maxSteps;
    this.#purse = purse;
    this.#fixed = {
      commands: scenario.tasks.reduce((sum, task) => sum + task.commands.length, 0),
      tasks: scenario.tasks.length,
      argumentSize: argumentSize(model, scenario),
    };
  }

  get commands(): number {
    return this.#fixed.commands;
  }

  get canPay(): boolean {
    const { executions, steps, maxExecutions, maxSteps } = this.#purse;
    return executions < maxExecutions && steps < maxSteps;
  }

  /** One run that the strategy is ready for. Whether it broke a wanted claim; `size` and `snapshot` are about this run. */
  run(strategy: Strategy): boolean {
    this.meter.inner = strategy;
    this.outcome = this.#execution.run(this.meter);
    this.#purse.executions++;
    this.#purse.steps += this.#execution.steps;
    return this.#execution.violations.length > 0;
  }

  /** Whether choices of the last run were not the strategy's: it was too long, or could not be carried on. */
  get wasCut(): boolean {
    const { kind } = this.outcome;
    return this.#execution.steps > this.#maxSteps || kind === "crashed" || kind === "diverged";
  }

  get size(): Size {
    const { commands, tasks, argumentSize: values } = this.#fixed;
    const { preemptions, switches, surprises } = this.meter;
    const steps = this.#execution.violations[0]?.step ?? this.#execution.steps;
    return { commands, tasks, preemptions, switches, steps, argumentSize: values, surprises };
  }

  snapshot(): Break {
    const { claim, message } = this.#execution.violations[0]!;
    const schedule: Schedule = { version: 1, choices: this.#execution.choices.slice(0, this.meter.significant) };
    return { claim, message, schedule, size: this.size };
  }
}
