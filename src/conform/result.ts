import type { Break } from "./tally.ts";
import type { AnyEvent } from "./vocabulary.ts";

/** What was around the event that broke a claim. */
export interface Scene {
  /** The last events up to the one to blame. */
  readonly events: readonly AnyEvent[];
  /** The state after it. */
  readonly state: readonly string[];
}

export interface ClaimResult {
  readonly claim: string;
  readonly says: string;
  readonly held: number;
  readonly broken: number;
  readonly first: (Break & { readonly scene: Scene }) | null;
  /** Why it could not be decided, and how often. */
  readonly undecided: readonly (readonly [why: string, times: number])[];
  /** Kinds of events it needs and the trace does not have. */
  readonly missing: readonly string[];
}

export interface TraceResult {
  readonly path: string;
  readonly form: "ftrace" | "JSON lines";
  readonly lines: number;
  readonly events: number;
  readonly threads: number;
  /** The claims were judged from the first event to the second, by the trace's clock. */
  readonly from: number;
  readonly to: number;
  readonly claims: readonly ClaimResult[];
  /** What is wrong with the trace and what could therefore not be judged, a sentence each. */
  readonly remarks: readonly string[];
}

export const conforms = ({ claims }: TraceResult): boolean => claims.every(({ broken }) => broken === 0);
