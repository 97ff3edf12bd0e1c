/** Name of the channel on which worker threads say that they are alive. */
export const BEATS = "s2check-beats";

/** A sign of life from a worker thread. */
export interface Beat {
  readonly thread: number;
  /** What it works on, e.g. `maple-v1, scenario 17`. */
  readonly what: string;
  /** Executions since the last beat. */
  readonly schedules: number;
  readonly scenarios: number;
  /** Set when the thread has nothing to do. */
  readonly idle?: boolean;
}
