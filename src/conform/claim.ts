import type { EventOf, Handlers, Vocabulary } from "./vocabulary.ts";

/** Where a claim says what it found. */
export interface Verdict {
  /** The claim was put to the test once more and holds. */
  readonly held: () => void;
  /** It does not hold: one sentence with the values. The event at which this is told is the one to blame. */
  readonly broken: (message: string) => void;
  /** It would have been put to the test, but the trace does not tell enough: one sentence that says what is missing. */
  readonly undecided: (why: string) => void;
}

export interface Watch<V extends Vocabulary> {
  /** Called before the state takes the event in, or after it. */
  readonly before?: Handlers<V>;
  readonly after?: Handlers<V>;
  /** Called when the trace ends, or when events were lost and the state is forgotten. */
  readonly end?: () => void;
}

/** What every event must be. A claim that is not exercised is not said to hold. */
export interface Claim<V extends Vocabulary, S> {
  readonly name: string;
  /** One sentence: what holds. */
  readonly says: string;
  /** Kinds of events without which it cannot be judged. */
  readonly needs: readonly (keyof V & string)[];
  readonly watch: (state: S, verdict: Verdict) => Watch<V>;
}

/** Calls `handler` for events of each of the kinds. */
export function onEach<V extends Vocabulary, K extends keyof V>(
  kinds: readonly K[],
  handler: (event: EventOf<V, K>) => void,
): Handlers<V> {
  return Object.fromEntries(kinds.map((kind) => [kind, handler])) as unknown as Handlers<V>;
}
