/** A claim that an execution broke: the first time only. */
export interface Violation {
  readonly claim: string;
  /** One sentence with actual values. */
  readonly message: string;
  /** Number of steps performed when it was seen; the step at fault is the last of them. */
  readonly step: number;
  readonly task: string;
}

/** A task that can never go on: what it waits for, and who holds that. */
export interface Wait {
  readonly task: string;
  readonly op: string;
  readonly heldBy: readonly string[];
}

/** How one execution ended. */
export type Outcome =
  | { readonly kind: "passed" }
  /** Stopped at the first broken claim. */
  | { readonly kind: "violated"; readonly violation: Violation }
  | { readonly kind: "deadlocked"; readonly waits: readonly Wait[] }
  /** The step limit was reached; `livelock` if a fair scheduler did not end it either. */
  | { readonly kind: "stepLimit"; readonly livelock: boolean }
  /** A schedule asked for what this program does not offer: it belongs to another program or another version of it. */
  | { readonly kind: "diverged"; readonly choice: number; readonly reason: string }
  /** Model or claim code threw. */
  | { readonly kind: "crashed"; readonly task: string; readonly reason: string };

export const PASSED: Outcome = { kind: "passed" };

/** Claims that the engine checks in every run, whatever the model. */
export const ENGINE_CLAIMS = {
  deadlock: "deadlock",
  livelock: "livelock",
  dataRace: "data-race",
  lockOwner: "lock-owner",
  lockOrder: "lock-order",
  sleepInAtomic: "sleep-in-atomic",
  rcu: "rcu",
  useAfterFree: "use-after-free",
  doubleFree: "double-free",
  leak: "leak",
  lostOp: "lost-op",
  warning: "warning",
} as const;
