import { READ, WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import type { Observer } from "../core/observer.ts";
import type { Shared } from "../core/shared.ts";
import type { Strategy } from "../core/strategy.ts";
import type { TaskState } from "../core/task.ts";
import type { World } from "../core/world.ts";
import { blend } from "../strategies/sites.ts";
import { CodeSites } from "./code-sites.ts";
import type { Seen } from "./seen.ts";
import { addTallies, NO_TALLY, Species } from "./species.ts";
import { TraceHash } from "./trace-hash.ts";
import { zeros } from "./zeros.ts";

/** Runs watched at most, of an enumeration and of samples each: every one may show a trace of its own, and a map has an end. */
const MOST = 2_000_000;

/** Watches what runs show; two passes over the log of each. Runs that crash are not counted. */
export class Coverage implements Observer {
  readonly #traces = new Species();
  readonly #pairs = new Species();
  readonly #nestings = new Map<string, Set<string>>();
  readonly #hash = new TraceHash();
  readonly #sites = new CodeSites();
  /** By object id: where the last write stands, and whose it was; 0 for nobody's. */
  #writers = new Int32Array(0);
  #writerTasks = new Int32Array(0);
  /** Traces of the programs before. */
  #earlier = NO_TALLY;
  readonly #most: number;
  #drawn = 0;
  #enumerated = 0;
  #isDrawn = true;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** The runs from now on are chosen by a strategy: one that can come to an end enumerates, the others draw. */
  follow(strategy: Strategy): void {
    this.#isDrawn = strategy.exhausted === undefined;
  }

  /** The runs from now on are of another program. */
  nextProgram(): void {
    this.#earlier = addTallies(this.#earlier, this.#traces.tally);
    this.#traces.clear();
  }

  acquiring(task: TaskState, lock: Shared): void {
    const { held } = task;
    for (let i = 0; i < held.length; i++) {
      const inner = this.#nestings.get(held[i]!.name);
      if (inner === undefined) {
        this.#nestings.set(held[i]!.name, new Set([lock.name]));
      } else {
        inner.add(lock.name);
      }
    }
  }

  end(log: readonly Op[], _steps: number, world: World): void {
    if ((this.#isDrawn ? this.#drawn : this.#enumerated) === this.#most) {
      return;
    }
    this.#drawn += this.#isDrawn ? 1 : 0;
    this.#enumerated += this.#isDrawn ? 0 : 1;
    this.#traces.beginRun(this.#isDrawn);
    this.#pairs.beginRun(this.#isDrawn);
    // A trace that was seen often has shown its pairs as often.
    if (this.#traces.add(this.#hash.of(log, world))) {
      return;
    }
    this.#sites.begin(world.taskCount);
    this.#writers = zeros(this.#writers, world.objects);
    this.#writerTasks = zeros(this.#writerTasks, world.objects);
    for (let i = 0; i < log.length; i++) {
      this.#addPair(log[i]!);
    }
  }

  get seen(): Seen {
    const traces = addTallies(this.#earlier, this.#traces.tally);
    return { runs: this.#drawn + this.#enumerated, traces, readsFrom: this.#pairs.data, nestings: this.#nestings };
  }

  #addPair(op: Op): void {
    const { id } = op.object;
    const { access } = op.kind;
    const site = this.#sites.pass(op);
    if ((access & READ) !== 0) {
      const pair = blend(site, this.#writers[id]!);
      this.#pairs.add(this.#writerTasks[id] === op.task + 1 ? blend(pair, 1) : pair);
    }
    if ((access & WRITE) !== 0) {
      this.#writers[id] = site;
      this.#writerTasks[id] = op.task + 1;
    }
  }
}
