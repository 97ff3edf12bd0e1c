import type { Observer } from "../core/observer.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import { empty } from "../core/reused-list.ts";
import type { Shared } from "../core/shared.ts";
import type { TaskState } from "../core/task.ts";
import type { World } from "../core/world.ts";

/** "Whoever holds `from` may wait for `to`", and the run that showed it first. */
export interface LockEdge {
  readonly from: string;
  readonly to: string;
  readonly task: string;
  /** The choices of that run up to there: replaying them shows the edge again. */
  readonly choices: readonly number[];
}

/** A graph of lock classes that grows over all runs; `edges` lets a report name the schedules behind a cycle. */
export interface LockOrder extends Observer {
  readonly edges: readonly LockEdge[];
}

export interface LockOrderOptions {
  /** Forget at the beginning of each run what earlier ones have shown. Default: remember it. */
  readonly alone?: boolean;
}

/**
 * As lockdep (Documentation/locking/lockdep-design.rst): locks of one name are one class, "held while taken" is an edge, and
 * a cycle is reported though no run may have deadlocked. Locks of one class are told apart among themselves, so that taking
 * them by ascending index is fine. Taking a lock for read while holding it for read is reported: a writer that
 * queues in between makes it a deadlock. Wants a fresh one for each program, since what it has seen it does not forget.
 */
export function lockOrder({ alone = false }: LockOrderOptions = {}): LockOrder {
  return new LockGraph(alone);
}

interface Edge extends LockEdge {
  /** How many edges there were when it was last looked for in a cycle. */
  checkedAt: number;
  /** The rest of a cycle that it closes. */
  back: readonly LockEdge[] | null;
}

class LockGraph implements LockOrder {
  readonly edges: LockEdge[] = [];
  readonly #from = new Map<string, Map<string, Edge>>();
  readonly #alone: boolean;

  constructor(alone: boolean) {
    this.#alone = alone;
  }

  begin(): void {
    if (this.#alone && this.edges.length > 0) {
      empty(this.edges);
      this.#from.clear();
    }
  }

  acquiring(task: TaskState, lock: Shared, world: World): void {
    for (const held of task.held) {
      if (held === lock) {
        const message = `${task.name} takes ${lock.label} and holds it already: a writer that queues in between stops both`;
        world.fail(ENGINE_CLAIMS.lockOrder, message);
      } else {
        const alike = held.name === lock.name;
        this.#check(this.#edge(alike ? held.label : held.name, alike ? lock.label : lock.name, task, world), world);
      }
    }
  }

  #edge(from: string, to: string, task: TaskState, world: World): Edge {
    let behind = this.#from.get(from);
    if (behind === undefined) {
      behind = new Map();
      this.#from.set(from, behind);
    }
    let edge = behind.get(to);
    if (edge === undefined) {
      edge = { from, to, task: task.name, choices: [...world.choices], checkedAt: 0, back: null };
      behind.set(to, edge);
      this.edges.push(edge);
    }
    return edge;
  }

  /** Also in later runs: what a run breaks must not depend on whether an earlier one broke it. */
  #check(edge: Edge, world: World): void {
    if (edge.back === null && edge.checkedAt < this.edges.length) {
      edge.checkedAt = this.edges.length;
      edge.back = this.#path(edge.to, edge.from, new Set());
    }
    if (edge.back !== null) {
      world.fail(ENGINE_CLAIMS.lockOrder, cycleText([edge, ...edge.back]));
    }
  }

  /** Edges that lead from one class to another, or null. */
  #path(from: string, to: string, seen: Set<string>): LockEdge[] | null {
    seen.add(from);
    for (const edge of this.#from.get(from)?.values() ?? []) {
      if (edge.to === to) {
        return [edge];
      }
      const rest = seen.has(edge.to) ? null : this.#path(edge.to, to, seen);
      if (rest !== null) {
        return [edge, ...rest];
      }
    }
    return null;
  }
}

function cycleText(cycle: readonly LockEdge[]): string {
  const steps = cycle.map((edge) => `${edge.task} takes ${edge.to} while it holds ${edge.from}`);
  return `${[cycle[0]!.from, ...cycle.map((edge) => edge.to)].join(" → ")}: ${steps.join(", ")}`;
}
