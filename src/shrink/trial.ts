import { Execution } from "../core/execution.ts";
import { ENGINE_CLAIMS, PASSED } from "../core/outcome.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Claim } from "../core/program.ts";
import type { Schedule } from "../core/schedule.ts";
import type { Design } from "../scenario/model.ts";
import { programOf } from "../scenario/program.ts";
import { badSpinOf, turnsToTry } from "../explore/rehearsal.ts";
import type { BadSpin } from "../explore/rehearsal.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { argumentSize } from "../scenario/slot.ts";
import type { StateHashOptions } from "./zero-one/state-hash.ts";
import type { ZeroOneOptions } from "./zero-one/zero-one.ts";
import { Meter } from "./meter.ts";
import type { Watching } from "./meter.ts";
import type { Size } from "./order.ts";
import type { Judged, Subject } from "./subject.ts";

/** A run that broke a claim. */
export interface Break {
  readonly claim: string;
  readonly message: string;
  readonly schedule: Schedule;
  readonly size: Size;
}

/** The same claim; the meter is told when the claim is. */
function heard<S>(claim: Claim<S>, meter: Meter): Claim<S> {
  const on = Object.entries(claim.on ?? {}).map(([event, check]): [string, typeof check] => [
    event,
    (state, details, world) => {
      meter.told = true;
      return check?.(state, details, world) ?? null;
    },
  ]);
  return on.length === 0 ? claim : { ...claim, on: Object.fromEntries(on) };
}

/** What has been spent, and how much there is to spend. */
export interface Purse {
  executions: number;
  steps: number;
  readonly maxExecutions: number;
  /** A second limit, for programs whose runs are long. */
  readonly maxSteps: number;
  /** A loop that `cpu_relax` is not for: states are told apart as if there were none, so that nothing is proved. */
  badSpin: BadSpin | null;
}

/** So many executions, of a hundred steps on average. */
export function purseOf(executions: number): Purse {
  return { executions: 0, steps: 0, maxExecutions: executions, maxSteps: 100 * executions, badSpin: null };
}

/** Far more than a run of a small scenario takes. */
const DEFAULT_MAX_STEPS = 10_000;

/** What is run, and what of its size no schedule changes. */
export interface RunsOptions<S> extends Judged<S> {
  readonly fixed: Pick<Size, "commands" | "tasks" | "argumentSize">;
}

function optionsOf<S, D extends Design>(subject: Subject<S, D>, scenario: Scenario): RunsOptions<S> {
  const { model, design, claims, wanted, observers, maxSteps = DEFAULT_MAX_STEPS } = subject;
  const program = programOf(model, scenario, design, claims);
  const fixed = {
    commands: scenario.tasks.reduce((sum, task) => sum + task.commands.length, 0),
    tasks: scenario.tasks.length,
    argumentSize: argumentSize(model, scenario),
  };
  return { program, wanted, observers: observers?.() ?? [], maxSteps, fixed };
}

/** One program, ready to be run under any number of schedules. */
export class Runs<S> {
  readonly meter = new Meter();
  /** What tells states apart, for these claims, and whether one of them is broken where all tasks spin for ever. */
  readonly telling: StateHashOptions & Pick<ZeroOneOptions, "endless">;
  /** How the last run ended. */
  outcome: Outcome = PASSED;
  readonly #execution: Execution<S>;
  readonly #maxSteps: number;
  readonly #purse: Purse;
  readonly #fixed: RunsOptions<S>["fixed"];
  /** Runs with loops that spin. */
  #spinning = 0;

  constructor({ program, wanted, observers, maxSteps = DEFAULT_MAX_STEPS, fixed }: RunsOptions<S>, purse: Purse) {
    const claims = program.claims.map((claim) => heard(claim, this.meter));
    this.#execution = new Execution(
      { ...program, claims },
      {
        claims: wanted,
        observers: [...(observers ?? []), this.meter],
        maxSteps,
      },
    );
    this.telling = { ordered: wanted.has(ENGINE_CLAIMS.dataRace), endless: wanted.has(ENGINE_CLAIMS.livelock) };
    this.#maxSteps = maxSteps;
    this.#purse = purse;
    this.#fixed = fixed;
  }

  get commands(): number {
    return this.#fixed.commands;
  }

  /** Whether states that were told to be the same may differ. */
  get isDoubtful(): boolean {
    return this.#purse.badSpin !== null;
  }

  get canPay(): boolean {
    const { executions, steps, maxExecutions, maxSteps } = this.#purse;
    return executions < maxExecutions && steps < maxSteps;
  }

  /** One run that the strategy is ready for. Whether it broke a wanted claim; `size` and `snapshot` are about this run. */
  run(strategy: Watching): boolean {
    this.meter.inner = strategy;
    this.outcome = this.#execution.run(this.meter);
    this.#purse.executions++;
    this.#purse.steps += this.#execution.steps;
    const turns = this.#execution.spins > 0 ? turnsToTry(++this.#spinning, false) : 0;
    if (turns > 0) {
      this.#purse.badSpin ??= badSpinOf(this.#execution, turns);
    }
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

/** One scenario, ready to be run under any number of schedules. */
export class Trial<S, D extends Design> extends Runs<S> {
  constructor(subject: Subject<S, D>, scenario: Scenario, purse: Purse) {
    super(optionsOf(subject, scenario), purse);
  }
}
