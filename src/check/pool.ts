import { availableParallelism } from "node:os";
import { BroadcastChannel } from "node:worker_threads";
import Tinypool from "tinypool";
import { BadUse } from "./bad-use.ts";
import { BEATS, type Beat } from "./beat.ts";
import type { Job, JobResult } from "./job.ts";
import { received } from "./sent-error.ts";

/** After so many seconds without a sign of life, model code has most likely stopped asking for ops. */
export const PATIENCE = 60;

/** Runs jobs in worker threads, one a core; results depend on the jobs only, never on which thread ran them. */
export class JobPool {
  readonly #pool: Tinypool;
  readonly #beats = new BroadcastChannel(BEATS);
  readonly #watch: NodeJS.Timeout;
  readonly #onBeat: (beat: Beat) => void;
  readonly #seen = new Map<number, { readonly beat: Beat; readonly at: number }>();
  readonly #stop = new AbortController();
  readonly #patience: number;
  /** Jobs go to the pool when a thread is free: it would take seconds to drop the thousands of a long run. */
  readonly #waiting: (() => void)[] = [];
  #free: number;
  /** Why the pool gave up by itself. */
  failure: Error | null = null;

  constructor(onBeat: (beat: Beat) => void, patience: number = PATIENCE) {
    this.#onBeat = onBeat;
    this.#patience = patience;
    const threads = availableParallelism();
    this.#free = threads;
    this.#pool = new Tinypool({
      filename: new URL("./worker.ts", import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
      // Node strips the types itself; a loader that the main thread runs under would only slow the workers down.
      execArgv: [],
    });
    this.#beats.onmessage = (event) => this.#heard((event as { data: Beat }).data);
    this.#watch = setInterval(() => this.#listen(), 1_000);
    this.#watch.unref();
  }

  async run<J extends Job>(job: J): Promise<JobResult<J>> {
    await this.#turn();
    try {
      return (await this.#pool.run(job, { signal: this.#stop.signal })) as JobResult<J>;
    } catch (error) {
      throw this.failure ?? received(error);
    } finally {
      this.#next();
    }
  }

  get aborted(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Ends all work at once; jobs that run are rejected. */
  abort(): void {
    this.#stop.abort();
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    this.#beats.close();
    await this.#pool.destroy();
  }

  async #turn(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
    } else {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#free++;
    } else {
      next();
    }
  }

  #heard(beat: Beat): void {
    this.#seen.set(beat.thread, { beat, at: performance.now() });
    this.#onBeat(beat);
  }

  #listen(): void {
    for (const { beat, at } of this.#seen.values()) {
      if (beat.idle !== true && performance.now() - at > this.#patience * 1_000) {
        this.failure = new BadUse(
          `${beat.what}: no run has ended for ${this.#patience} s, so that a loop in the model or in a claim most likely ` +
            "never reaches a yield* (if it is only slow, give it more time with --patience)",
        );
        this.abort();
      }
    }
  }
}
