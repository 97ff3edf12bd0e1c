/** What kind of mistake an interleaving shows, in the words of the literature on concurrency bugs. */
export type Anomaly =
  | "deadlock"
  | "livelock"
  | "lock order inversion"
  | "lock misuse"
  | "sleeping while atomic"
  | "use after free"
  | "double free"
  | "leak"
  | "RCU misuse"
  | "data race"
  | "lost update"
  | "non-repeatable read"
  | "dirty read"
  | "overwritten before use"
  | "check then act"
  | "atomicity violation"
  | "stale read"
  | "order violation"
  /** None of these: it takes no interleaving. */
  | "sequential"
  /** No change of a single order makes it pass. */
  | "several orders at once";

/** The order of two conflicting accesses, as indices of steps: with the second before the first, the claim holds. */
export interface Order {
  readonly first: number;
  /** `GOES_ON`: the task that was preempted at `first` goes on instead, with steps that the counterexample never comes to. */
  readonly second: number;
}

export const GOES_ON = -1;

/** What a counterexample comes down to; all of it found by running it again with accesses in another order. */
export interface Insight {
  /** It fails without a race: with one task, or with tasks that run one after another. */
  readonly sequential: boolean;
  readonly anomaly: Anomaly;
  /** Steps at fault, at most four, by index, ascending. */
  readonly accesses: readonly number[];
  /** The smallest change that makes it pass; null where nothing that simple does. */
  readonly passing: Order | null;
}
