import { describeCrash } from "./crash.ts";
import { describeWaits, waitsOf } from "./deadlock.ts";
import { BLOCKED } from "./op.ts";
import type { Op } from "./op.ts";
import { judgeMisuse, reportHeldAtEnd, reportLostOp, requireGenerator } from "./misuse.ts";
import type { Observer } from "./observer.ts";
import { ENGINE_CLAIMS, PASSED } from "./outcome.ts";
import type { Outcome, Violation } from "./outcome.ts";
import type { Claim, Program } from "./program.ts";
import { cut, empty } from "./reused-list.ts";
import type { Allocation, Shared } from "./shared.ts";
import type { Strategy } from "./strategy.ts";
import { TaskState } from "./task.ts";
import type { Task } from "./task.ts";
import type { World } from "./world.ts";

export interface ExecutionOptions {
  /** Claims to judge; the others are ignored and the run goes on as if they held. Default: all. */
  readonly claims?: ReadonlySet<string>;
  /** End a run at its first broken claim (default), or go on and collect one violation per claim. */
  readonly stopAtViolation?: boolean;
  /** Steps before a run is handed to a fair scheduler, and again before it counts as a livelock. Default 10,000. */
  readonly maxSteps?: number;
  readonly observers?: readonly Observer[];
}

type Handler<S> = readonly [claim: string, check: (state: S, event: unknown, world: World) => string | null];

/**
 * Runs one program again and again: resumes tasks one op at a time and asks a strategy who steps next. It records
 * choices only; traces come from replaying them. One object serves many runs, so that a run allocates little.
 */
export class Execution<S = unknown> implements World {
  readonly program: Program<S>;
  /** The first violation of each claim in the last run. */
  readonly violations: Violation[] = [];
  readonly tasks: TaskState[] = [];
  readonly allocations = new Set<Allocation>();
  readonly reached = new Map<string, number>();
  taskCount = 0;
  objects = 0;
  made: Op | null = null;
  spins = 0;
  notes: string[] | null = null;
  watcher: World["watcher"] = null;
  steps = 0;
  state!: S;

  readonly #enabled: TaskState[] = [];
  // These two are counted beside and cut late: an array cut to nothing gives its memory back and has to grow again.
  readonly #choices: number[] = [];
  #choicesMade = 0;
  readonly #log: Op[] = [];
  #logged = 0;
  readonly #wanted: ReadonlySet<string> | null;
  readonly #stop: boolean;
  readonly #maxSteps: number;
  readonly #observers: readonly Observer[];
  readonly #stepObservers: readonly Observer[];
  /** Whether an observer reads the log. */
  readonly #isLogging: boolean;
  readonly #isObserved: boolean;
  /** Whether anybody wants to know of the steps of this run. */
  #isWatched = false;
  /** Whether a claim asks for events. */
  readonly #isTold: boolean;
  readonly #lockObservers: readonly Observer[];
  readonly #always: readonly Claim<S>[];
  readonly #finally: readonly Claim<S>[];
  readonly #handlers = new Map<string, Handler<S>[]>();
  #strategy!: Strategy;
  /** Whether the strategy wants to know what is performed. */
  #isTelling = false;
  /** Whether it wants to be asked even where only one task can step. */
  #isAsking = false;
  #ended: Outcome | null = null;
  #running: TaskState | null = null;
  #live = 0;

  constructor(program: Program<S>, options: ExecutionOptions = {}) {
    this.program = program;
    this.#wanted = options.claims ?? null;
    this.#stop = options.stopAtViolation ?? true;
    this.#maxSteps = options.maxSteps ?? 10_000;
    this.#observers = options.observers ?? [];
    this.#stepObservers = this.#observers.filter((o) => o.step !== undefined);
    this.#lockObservers = this.#observers.filter((o) => o.acquiring !== undefined);
    const judged = program.claims.filter((c) => this.#wanted === null || this.#wanted.has(c.name));
    this.#always = judged.filter((c) => c.always !== undefined);
    this.#finally = judged.filter((c) => c.finally !== undefined);
    this.#isLogging = this.#observers.some((o) => o.end !== undefined);
    this.#isObserved = this.#stepObservers.length + this.#always.length > 0;
    for (const claim of judged) {
      for (const [event, check] of Object.entries(claim.on ?? {})) {
        if (check === undefined) {
          continue;
        }
        const list = this.#handlers.get(event) ?? [];
        list.push([claim.name, check]);
        this.#handlers.set(event, list);
      }
    }
    this.#isTold = this.#handlers.size > 0;
  }

  /** One run. The outcome says how it ended; with `stopAtViolation: false`, `violations` holds what it broke. */
  run(strategy: Strategy): Outcome {
    this.#reset(strategy);
    try {
      this.state = this.program.setup(this);
      this.#isWatched = this.#isObserved || this.watcher !== null;
      for (const task of this.program.tasks) {
        this.spawn(task.name, task.run(this.state));
      }
      while (this.#ended === null) {
        this.#step();
      }
      if (this.#ended === PASSED) {
        this.#judgeEnd();
      }
      if (this.#isLogging) {
        cut(this.#log, this.#logged);
      }
      for (const observer of this.#observers) {
        observer.end?.(this.#log, this.steps, this);
      }
    } catch (error) {
      this.#ended = { kind: "crashed", task: this.#running?.name ?? "setup", reason: describeCrash(error) };
    }
    return this.#ended;
  }

  /** Another execution of the same program. */
  again(options: ExecutionOptions): Execution<S> {
    return new Execution(this.program, options);
  }

  /** Decisions of the last run: a task id where several could step, a number where an op asked for one. */
  get choices(): readonly number[] {
    cut(this.#choices, this.#choicesMade);
    return this.#choices;
  }

  get current(): TaskState | null {
    return this.#running;
  }

  choose(bound: number, object: Shared): number {
    if (bound < 2) {
      return 0;
    }
    const value = this.#strategy.choose(bound, object.id);
    if (value < 0 || value >= bound) {
      this.#diverge(`${value} is no choice below ${bound} for ${object.label}`);
      return 0;
    }
    this.#choices[this.#choicesMade++] = value;
    return value;
  }

  spawn(name: string, body: Task): TaskState {
    requireGenerator(name, body);
    const id = this.taskCount++;
    const task = (this.tasks[id] ??= new TaskState(this, id));
    task.start(name, body);
    task.parent = this.#running === null ? -1 : this.#running.id;
    task.bornAt = this.#logged;
    this.#live++;
    const outer = this.#running;
    this.#running = task;
    this.#advance(task);
    this.#running = outer;
    return task;
  }

  fail(claim: string, message: string): void {
    if (this.#wanted !== null && !this.#wanted.has(claim)) {
      return;
    }
    for (const seen of this.violations) {
      if (seen.claim === claim) {
        return;
      }
    }
    const violation = { claim, message, step: this.steps, task: this.#running?.name ?? "" };
    this.violations.push(violation);
    if (this.#stop && (this.#ended === null || this.#ended === PASSED)) {
      this.#ended = { kind: "violated", violation };
    }
  }

  emit(name: string, event: unknown): void {
    const handlers = this.#isTold ? this.#handlers.get(name) : undefined;
    if (handlers === undefined) {
      return;
    }
    for (const [claim, check] of handlers) {
      const message = check(this.state, event, this);
      if (message !== null) {
        this.#failClaim(claim, message);
      }
    }
  }

  sometimes(name: string): void {
    this.reached.set(name, (this.reached.get(name) ?? 0) + 1);
  }

  acquiring(task: TaskState, lock: Shared): void {
    for (const observer of this.#lockObservers) {
      observer.acquiring!(task, lock, this);
    }
  }

  #reset(strategy: Strategy): void {
    this.#strategy = strategy;
    this.#isTelling = strategy.performed !== undefined;
    this.#isAsking = strategy.everyStep === true;
    this.#choicesMade = 0;
    this.#logged = 0;
    empty(this.violations);
    this.taskCount = 0;
    this.objects = 0;
    this.spins = 0;
    this.made = null;
    this.watcher = null;
    this.steps = 0;
    this.#ended = null;
    this.#running = null;
    this.#live = 0;
    if (this.allocations.size > 0) {
      this.allocations.clear();
    }
    if (this.reached.size > 0) {
      this.reached.clear();
    }
    for (const observer of this.#observers) {
      observer.begin?.(this);
    }
  }

  #step(): void {
    const enabled = this.#enabled;
    const running = this.#running;
    const { tasks, taskCount } = this;
    let count = 0;
    let current = -1;
    for (let i = 0; i < taskCount; i++) {
      const task = tasks[i]!;
      const op = task.pending;
      if (op === null) {
        continue;
      }
      const { ready } = op.kind;
      if (ready === null || ready(op, task)) {
        if (task === running) {
          current = count;
        }
        enabled[count++] = task;
      }
    }
    if (count === 0) {
      this.#ended = this.#live === 0 ? PASSED : this.#deadlock();
      return;
    }
    const task = this.#decide(count, current);
    if (task === null) {
      return;
    }
    this.#running = task;
    this.#perform(task, task.pending!);
  }

  #decide(count: number, current: number): TaskState | null {
    if (this.steps >= this.#maxSteps) {
      return this.#decideFairly(count);
    }
    if (count === 1 && !this.#isAsking) {
      return this.#enabled[0]!;
    }
    const index = this.#strategy.pick(this.#enabled, count, current);
    if (index < 0 || index >= count) {
      this.#diverge(`the task it names cannot step here`);
      return null;
    }
    const task = this.#enabled[index]!;
    if (count > 1) {
      this.#choices[this.#choicesMade++] = task.id;
    }
    return task;
  }

  /** Past the step limit everyone gets their turn: what still does not end then is a livelock, whatever the schedule. */
  #decideFairly(count: number): TaskState | null {
    if (this.steps >= 2 * this.#maxSteps) {
      this.#ended = { kind: "stepLimit", livelock: true };
      this.fail(ENGINE_CLAIMS.livelock, `no end after ${this.steps} steps, the last ${this.#maxSteps} of them fair`);
      return null;
    }
    return this.#enabled[this.steps % count]!;
  }

  #perform(task: TaskState, op: Op): void {
    this.steps++;
    task.steps++;
    const result = op.kind.perform(op, task);
    if (result !== BLOCKED) {
      op.task = task.id;
      if (this.#isLogging) {
        this.#log[this.#logged] = op;
      }
      this.#logged++;
      op.done = true;
      op.value = result;
      if (this.#isTelling) {
        this.#strategy.performed!(op, task);
      }
      if (this.#ended === null) {
        this.#advance(task);
      }
    }
    if (this.#isWatched) {
      this.#judgeStep(op, task, result);
    }
  }

  #judgeStep(op: Op, task: TaskState, result: unknown): void {
    this.watcher?.step(op, task, result, this);
    for (const observer of this.#stepObservers) {
      observer.step!(op, task, result, this);
    }
    for (const claim of this.#always) {
      const message = claim.always!(this.state, this);
      if (message !== null) {
        this.#failClaim(claim.name, message);
      }
    }
  }

  /** What a check returned, whatever its type promises. */
  #failClaim(claim: string, message: unknown): void {
    if (typeof message !== "string") {
      throw new TypeError(
        `the claim ${claim} returned ${String(message)}: a check returns a sentence, or null if it holds`,
      );
    }
    this.fail(claim, message);
  }

  /** Resumes a task up to its next op. */
  #advance(task: TaskState): void {
    const result = task.body!.next();
    const { made } = this;
    this.made = null;
    if (result.done === true) {
      task.pending = null;
      task.body = null;
      this.#live--;
      if (made !== null) {
        reportLostOp(task, made, null);
      }
      if (task.held.length > 0) {
        reportHeldAtEnd(task);
      }
    } else if ((result as unknown) === made && made!.value === null) {
      task.pending = made;
    } else {
      task.pending = judgeMisuse(task, result, made);
    }
  }

  #judgeEnd(): void {
    for (const claim of this.#finally) {
      const message = claim.finally!(this.state, this);
      if (message !== null) {
        this.#failClaim(claim.name, message);
      }
    }
    if (this.allocations.size > 0) {
      for (const allocation of this.allocations) {
        this.fail(ENGINE_CLAIMS.leak, `${allocation.label} is never freed`);
      }
    }
  }

  #deadlock(): Outcome {
    const waits = waitsOf(this.tasks.slice(0, this.taskCount));
    this.fail(ENGINE_CLAIMS.deadlock, describeWaits(waits));
    return { kind: "deadlocked", waits };
  }

  #diverge(reason: string): void {
    this.#ended = { kind: "diverged", choice: this.#choicesMade, reason };
  }
}
