import type { Task } from "./task.ts";
import type { World } from "./world.ts";

export interface TaskSpec<S> {
  readonly name: string;
  /** A hoisted generator function: closures made per run cost several times the run. */
  readonly run: (state: S) => Task;
}

/** Events without a declared type. */
export type AnyEvents = Record<string, unknown>;

/**
 * What must hold, over the state `S` of a model that emits the events `E`. Every check returns one sentence with actual
 * values, or null.
 */
export interface Claim<S, E = AnyEvents> {
  readonly name: string;
  /** After every step. */
  readonly always?: (state: S, world: World) => string | null;
  /** After a run in which every task ended. */
  readonly finally?: (state: S, world: World) => string | null;
  /** When the model or a primitive emits the event. */
  readonly on?: { readonly [K in keyof E]?: (state: S, event: E[K], world: World) => string | null };
}

/** One table of a model's state as reports draw it, e.g. `shadow 0` with a row per leaf. */
export interface Section {
  readonly title: string;
  /** One line per entry; none while the table is empty. Keep the order stable: reports mark the rows that changed. */
  readonly rows: readonly string[];
}

/** Concurrent code under test: fresh shared state, the tasks, the claims. */
export interface Program<S = unknown> {
  readonly name: string;
  readonly setup: (world: World) => S;
  readonly tasks: readonly TaskSpec<S>[];
  readonly claims: readonly Claim<S>[];
  /** The state at the beginning and after each step, for reports: always the same sections in the same order. */
  readonly show?: (state: S) => readonly Section[];
}
