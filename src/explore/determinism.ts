import { Execution } from "../core/execution.ts";
import type { ExecutionOptions } from "../core/execution.ts";
import type { Observer } from "../core/observer.ts";
import type { Op } from "../core/op.ts";
import type { Outcome, Violation } from "../core/outcome.ts";
import type { Program } from "../core/program.ts";
import { replay } from "../core/replay.ts";
import { scheduleOf } from "../core/schedule.ts";
import type { Strategy } from "../core/strategy.ts";
import type { World } from "../core/world.ts";
import type { Runner } from "./runner.ts";

/**
 * Runs every schedule twice and compares steps, values and outcomes. Where they differ, something outside the schedule
 * decides, and the outcome is `diverged` with one sentence on the first difference. Costs some ten times a plain run.
 */
export class TwiceRunner<S> implements Runner {
  readonly #execution: Execution<S>;
  readonly #steps = new StepRecorder();

  /** Whether the run under way is the first of its two. */
  #isFirst = true;

  /** Those in `counting` are shown the first run of each schedule only. */
  constructor(program: Program<S>, options: ExecutionOptions = {}, counting: readonly Observer[] = []) {
    const observers = [...(options.observers ?? []), ...counting.map((one) => this.#onlyFirst(one)), this.#steps];
    this.#execution = new Execution(program, { ...options, observers });
  }

  get choices(): readonly number[] {
    return this.#execution.choices;
  }

  get violations(): readonly Violation[] {
    return this.#execution.violations;
  }

  get steps(): number {
    return this.#execution.steps;
  }

  get reached(): ReadonlyMap<string, number> {
    return this.#execution.reached;
  }

  get spins(): number {
    return this.#execution.spins;
  }

  again(options: ExecutionOptions): Execution<S> {
    return this.#execution.again(options);
  }

  run(strategy: Strategy): Outcome {
    this.#isFirst = true;
    const first = this.#runOnce(strategy);
    this.#isFirst = false;
    const second = this.#runOnce(replay(scheduleOf(this.choices)));
    const difference = firstDifference(first, second);
    return difference === null ? first.outcome : { kind: "diverged", choice: this.choices.length, reason: difference };
  }

  #onlyFirst(observer: Observer): Observer {
    return {
      acquiring: (task, lock, world) => observer.acquiring?.(task, lock, world),
      end: (log, steps, world) => {
        if (this.#isFirst) {
          observer.end?.(log, steps, world);
        }
      },
    };
  }

  #runOnce(strategy: Strategy): Run {
    const outcome = this.#execution.run(strategy);
    return { outcome, ended: endOf(outcome, this.violations), steps: this.#steps.take() };
  }
}

interface Run {
  readonly outcome: Outcome;
  readonly ended: string;
  readonly steps: readonly string[];
}

class StepRecorder implements Observer {
  #steps: string[] = [];

  end(log: readonly Op[], _steps: number, world: World): void {
    this.#steps = log.map((op) => `${world.tasks[op.task]!.name}: ${op.kind.describe(op, op.value)}`);
  }

  take(): readonly string[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }
}

/** A run that threw has no steps to compare: it ends otherwise, or throws the same. */
function firstDifference(first: Run, second: Run): string | null {
  if (first.outcome.kind === "crashed" || second.outcome.kind === "crashed") {
    return first.ended === second.ended ? null : sentence("the end", first.ended, second.ended);
  }
  const length = Math.max(first.steps.length, second.steps.length);
  for (let i = 0; i < length; i++) {
    if (first.steps[i] !== second.steps[i]) {
      return sentence(`step ${i + 1}`, first.steps[i] ?? "none", second.steps[i] ?? "none");
    }
  }
  return first.ended === second.ended ? null : sentence("the end", first.ended, second.ended);
}

function sentence(where: string, first: string, second: string): string {
  return (
    `one schedule, run twice, differs at ${where}: first "${first}", then "${second}"; ` +
    `something outside the schedule decides, e.g. Math.random, Date, or state that setup does not make anew`
  );
}

function endOf(outcome: Outcome, violations: readonly Violation[]): string {
  const reason = "reason" in outcome ? `: ${outcome.reason}` : "";
  return [`${outcome.kind}${reason}`, ...violations.map((v) => `${v.claim}: ${v.message}`)].join("; ");
}
