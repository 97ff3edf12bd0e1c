import { Execution } from "../../src/core/execution.ts";
import { FREES, READ, WRITE } from "../../src/core/op.ts";
import type { Op } from "../../src/core/op.ts";
import type { Observer } from "../../src/core/observer.ts";
import type { Program } from "../../src/core/program.ts";
import type { Strategy } from "../../src/core/strategy.ts";
import type { TaskState } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { vainSteps } from "./vain-turns.ts";
import type { Step } from "./vain-turns.ts";

/** What all runs of a strategy were, up to the order of steps that commute. */
export interface TraceForms {
  readonly runs: number;
  /** How many runs had each normal form. */
  readonly forms: ReadonlyMap<string, number>;
  /** Ways in which runs ended, with the state that `show` makes of them. */
  readonly ends: ReadonlySet<string>;
  /** Whether the strategy had nothing left within the budget and no run was refused or stopped. */
  readonly isWhole: boolean;
}

export function traceForms<S>(
  program: Program<S>,
  strategy: Strategy,
  budget: number,
  show: (state: S) => string,
): TraceForms {
  const writer = new FormWriter();
  const execution = new Execution(program, { stopAtViolation: false, observers: [writer], maxSteps: 500 });
  const forms = new Map<string, number>();
  const ends = new Set<string>();
  let runs = 0;
  let isWhole = true;
  while (isWhole && runs < budget && strategy.begin()) {
    const { kind } = execution.run(writer.listen(strategy));
    strategy.end?.(execution.violations.length > 0);
    runs++;
    const form = writer.form();
    if (form !== null) {
      forms.set(form, (forms.get(form) ?? 0) + 1);
    }
    ends.add([kind, ...execution.violations.map(({ claim }) => claim).toSorted(), show(execution.state)].join(" "));
    isWhole &&= kind === "passed" || kind === "deadlocked";
  }
  return { runs, forms, ends, isWhole: isWhole && strategy.exhausted === true };
}

interface Touch {
  readonly what: unknown;
  readonly writes: boolean;
}

interface Noted extends Step {
  readonly births: number;
  readonly tasks: number;
  readonly chosen: string;
}

/**
 * Foata's normal form of a run: the level of a step is one above the levels of those that it conflicts with. Steps that
 * only queue are steps; what was chosen inside a step is part of it; a task begins after the step that spawned it. Turns of
 * spin loops in vain are none.
 */
class FormWriter implements Observer {
  #steps: Noted[] = [];
  #chosen: number[] = [];
  #tasks = 0;

  begin(): void {
    this.#steps = [];
    this.#chosen = [];
    this.#tasks = -1;
  }

  listen(strategy: Strategy): Strategy {
    const choose = (bound: number, object: number): number => {
      const value = strategy.choose(bound, object);
      this.#chosen.push(value);
      return value;
    };
    return { ...strategy, choose };
  }

  step(op: Op, task: TaskState, _result: unknown, world: World): void {
    const births = this.#birthsSince(world);
    const chosen = this.#chosen.join("/");
    const touches = touchesOf(op, births > 0);
    this.#steps.push({ op, task: task.id, next: task.pending, touches, births, tasks: world.taskCount, chosen });
    this.#chosen = [];
  }

  /** Null for a run that is like one with fewer turns in vain. */
  form(): string | null {
    const vain = vainSteps(this.#steps);
    return vain === null ? null : formOf(this.#steps.filter((_, index) => !vain.has(index)));
  }

  #birthsSince(world: World): number {
    const before =
      this.#tasks < 0 ? world.tasks.filter((task, id) => id < world.taskCount && task.parent < 0).length : this.#tasks;
    this.#tasks = world.taskCount;
    return world.taskCount - before;
  }
}

function formOf(steps: readonly Noted[]): string {
  const levels: number[] = [];
  const accesses = new Map<unknown, number>();
  const writers = new Map<unknown, number>();
  const form = steps.map(({ task, touches, births, tasks, chosen }) => {
    let level = levels[task] ?? 0;
    for (const { what, writes } of touches) {
      level = Math.max(level, (writes ? accesses : writers).get(what) ?? 0);
    }
    level++;
    levels[task] = level;
    for (const { what, writes } of touches) {
      accesses.set(what, Math.max(accesses.get(what) ?? 0, level));
      if (writes) {
        writers.set(what, level);
      }
    }
    for (let id = tasks - births; id < tasks; id++) {
      levels[id] = level;
    }
    return `${level}:${task}:${chosen}`;
  });
  return form.toSorted().join(" ");
}

function touchesOf(op: Op, spawns: boolean): Touch[] {
  const { kind, object } = op;
  const memory = kind.memory?.(op) ?? null;
  const touches: (Touch | null)[] = [
    (kind.access & (READ | WRITE)) === 0 ? null : { what: object, writes: (kind.access & WRITE) !== 0 },
    kind.also === undefined ? null : { what: kind.also(op), writes: false },
    object.owner === null ? null : { what: object.owner, writes: false },
    memory === null ? null : { what: memory, writes: (kind.access & FREES) !== 0 },
    spawns ? { what: "tasks", writes: true } : null,
  ];
  return touches.filter((touch) => touch !== null);
}
