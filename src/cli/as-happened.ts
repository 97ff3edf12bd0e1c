import type { ConformModel } from "../conform/conform-model.ts";
import type { ScenarioDraft } from "../conform/scenario-draft.ts";
import { Execution } from "../core/execution.ts";
import type { Op } from "../core/op.ts";
import { scheduleOf, type Schedule } from "../core/schedule.ts";
import type { Strategy } from "../core/strategy.ts";
import type { TaskView } from "../core/task.ts";
import type { AnyModel } from "../check/catalogue.ts";
import { designNamed } from "../check/design-named.ts";
import { programOf } from "../scenario/program.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** How far a task has come: the command that it is in, and how often that has taken or released the lock. */
interface Progress {
  command: number;
  turns: number;
}

/**
 * Runs a scenario in the order of the trace that it was made of: of the tasks that can go on, the one goes whose next beginning
 * of a command, or next taking or release of the lock, came first there. What the trace does not tell is at its simplest.
 */
class AsHappened implements Strategy {
  readonly name = "as it happened";
  readonly #times: ScenarioDraft["times"];
  readonly #lock: string;
  readonly #progress: readonly Progress[];

  constructor(times: ScenarioDraft["times"], lock: string) {
    this.#times = times;
    this.#lock = lock;
    this.#progress = times.map(() => ({ command: -1, turns: 0 }));
  }

  begin(): boolean {
    return true;
  }

  entered(task: number, command: number): void {
    const progress = this.#progress[task]!;
    progress.command = command;
    progress.turns = 0;
  }

  performed({ kind, object }: Op, { id }: TaskView): void {
    const progress = this.#progress[id];
    if (progress !== undefined && object.name === this.#lock && /^(?:read|write)_(?:un)?lock$/.test(kind.name)) {
      progress.turns += 1;
    }
  }

  pick(enabled: readonly TaskView[], count: number, current: number): number {
    let best = Math.max(0, current);
    for (let at = 0; at < count; at++) {
      if (this.#next(enabled[at]!.id) < this.#next(enabled[best]!.id)) {
        best = at;
      }
    }
    return best;
  }

  choose(): number {
    return 0;
  }

  /** When the task's next milestone was. */
  #next(task: number): number {
    const progress = this.#progress[task];
    if (progress === undefined) {
      return Infinity;
    }
    const commands = this.#times[task]!;
    return commands[progress.command]?.locks[progress.turns] ?? commands[progress.command + 1]?.begin ?? Infinity;
  }
}

/** The schedule that happened, as far as the trace tells it. */
export function scheduleAsHappened(
  model: AnyModel,
  scenario: Scenario,
  { times }: ScenarioDraft,
  { design, lock }: ConformModel["scenarios"],
): Schedule {
  const strategy = new AsHappened(times, lock);
  const program = programOf(model, scenario, designNamed(design, model.designs), [], (task, command) =>
    strategy.entered(task, command),
  );
  const execution = new Execution(program);
  execution.run(strategy);
  return scheduleOf(execution.choices);
}
