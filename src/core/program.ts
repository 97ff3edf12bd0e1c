import type { Task } from "./task.ts";
import type { World } from "./world.ts";

export interface TaskSpec<S> {
  readonly name: string;
  /** A hoisted generator function: closures made per run cost several times the run. */
  readonly run: (state: S) => Task;
}

/** What must hold, over the state `S` of a model. Every check returns one sentence with actual values, or null. */
export interface Claim<S> {
  readonly name: string;
  /** After every step. */
  readonly always?: (state: S, world: World) => string | null;
  /** After a run in which every task ended. */
  readonly finally?: (state: S, world: World) => string | null;
  /** When the model or a primitive emits the event. */
  readonly on?: Readonly<Record<string, (state: S, event: unknown, world: World) => string | null>>;
}

/** Concurrent code under test: fresh shared state, the tasks, the claims. */
export interface Program<S = unknown> {
  readonly name: string;
  readonly setup: (world: World) => S;
  readonly tasks: readonly TaskSpec<S>[];
  readonly claims: readonly Claim<S>[];
  /** Shown in reports as the state at the beginning and at each step. */
  readonly show?: (state: S) => readonly string[];
}
