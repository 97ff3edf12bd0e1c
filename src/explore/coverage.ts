import { READ, WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import type { Observer } from "../core/observer.ts";
import type { Shared } from "../core/shared.ts";
import type { TaskState } from "../core/task.ts";
import { blend, Sites } from "../strategies/sites.ts";
import { Species } from "./species.ts";
import { TraceHash } from "./trace-hash.ts";

/** How much of a program a search has seen. */
export interface CoverageFigures {
  readonly runs: number;
  /** Orders of conflicting ops (Mazurkiewicz traces). */
  readonly traces: number;
  /** Pairs of a read and the write, by where they stand in the code, that it read from: the coverage of RFF (ASPLOS 2024). */
  readonly readsFrom: number;
  /** Pairs of lock classes of which one was taken while the other was held. */
  readonly lockNestings: number;
  /** Estimated chances that one more schedule shows a trace, or a reads-from pair, that none has shown: see `Species`. */
  readonly newTrace: number;
  readonly newReadsFrom: number;
}

/** Watches the runs of one program; one pass over the log of each. Crashed runs are not counted. */
export class Coverage implements Observer {
  readonly #traces = new Species();
  readonly #pairs = new Species();
  readonly #nestings = new Set<string>();
  readonly #hash = new TraceHash();
  readonly #sites = new Sites();
  /** By object id: where the last write stands, and whose it was. */
  readonly #writers: number[] = [];
  readonly #writerTasks: number[] = [];
  #runs = 0;

  acquiring(task: TaskState, lock: Shared): void {
    for (const held of task.held) {
      this.#nestings.add(`${held.name} ${lock.name}`);
    }
  }

  end(log: readonly Op[]): void {
    this.#runs++;
    this.#traces.add(this.#hash.of(log));
    this.#traces.nextRun();
    this.#sites.begin();
    this.#writers.length = 0;
    this.#writerTasks.length = 0;
    for (const op of log) {
      this.#addPair(op);
    }
    this.#pairs.nextRun();
  }

  get figures(): CoverageFigures {
    return {
      runs: this.#runs,
      traces: this.#traces.count,
      readsFrom: this.#pairs.count,
      lockNestings: this.#nestings.size,
      newTrace: this.#traces.chanceOfNew,
      newReadsFrom: this.#pairs.chanceOfNew,
    };
  }

  #addPair(op: Op): void {
    const { id } = op.object;
    const { access } = op.kind;
    while (this.#writers.length <= id) {
      this.#writers.push(0);
      this.#writerTasks.push(-1);
    }
    const site = this.#sites.pass(op);
    if ((access & READ) !== 0) {
      const pair = blend(site, this.#writers[id]!);
      this.#pairs.add(this.#writerTasks[id] === op.task ? blend(pair, 1) : pair);
    }
    if ((access & WRITE) !== 0) {
      this.#writers[id] = site;
      this.#writerTasks[id] = op.task;
    }
  }
}

/** `24 traces, 9 reads-from pairs, 2 lock nestings; one more schedule: a new trace 3.1 %, a new reads-from pair < 0.1 %`. */
export function describeCoverage(figures: CoverageFigures): string {
  const { runs, traces, readsFrom, lockNestings, newTrace, newReadsFrom } = figures;
  const seen = `${count(traces, "trace")}, ${count(readsFrom, "reads-from pair")}, ${count(lockNestings, "lock nesting")}`;
  const chances = `a new trace ${percent(newTrace, runs)}, a new reads-from pair ${percent(newReadsFrom, runs)}`;
  return `${seen}; one more schedule: ${chances}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** Nothing new in any run says no more than that the chance is below one in so many. */
function percent(share: number, runs: number): string {
  return share > 0 ? `${(100 * share).toPrecision(2)} %` : `< ${(100 / Math.max(runs, 1)).toPrecision(1)} %`;
}
