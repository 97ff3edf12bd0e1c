import { HappensBefore } from "../core/happens-before.ts";
import { PLAIN, READ, WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import type { Observer } from "../core/observer.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { World } from "../core/world.ts";

/** What is kept per object and task: the number of the last op of each sort, 0 for none. */
const PLAIN_READ = 0;
const PLAIN_WRITE = 1;
const MARKED_READ = 2;
const MARKED_WRITE = 3;
const SORTS = 4;

/**
 * Two accesses to one variable, at least one of them a write and at least one unmarked, that happens-before does not order
 * (tools/memory-model/Documentation/explanation.txt; the per-variable bookkeeping is that of Djit+, Pozniansky and Schuster
 * 2003). Judged at the end of a run from its log; a run without unmarked accesses costs one pass over it.
 */
export function dataRace(): Observer {
  return new DataRace();
}

class DataRace implements Observer {
  readonly #order = new HappensBefore();
  /** By object id: whether it is accessed unmarked. */
  #watched = new Uint8Array(0);
  #last = new Int32Array(0);

  end(log: readonly Op[], _steps: number, world: World): void {
    if (!this.#watch(log, world)) {
      return;
    }
    this.#prepare(world);
    for (let i = 0; i < log.length; i++) {
      const op = log[i]!;
      const number = this.#order.add(op);
      if (this.#watched[op.object.id] === 1 && this.#judge(op, number, log, i, world)) {
        return;
      }
    }
  }

  #watch(log: readonly Op[], world: World): boolean {
    let any = false;
    for (let i = 0; i < log.length; i++) {
      const op = log[i]!;
      if ((op.kind.access & PLAIN) !== 0) {
        if (!any) {
          any = true;
          this.#watched =
            this.#watched.length < world.objects ? new Uint8Array(2 * world.objects) : this.#watched.fill(0);
        }
        this.#watched[op.object.id] = 1;
      }
    }
    return any;
  }

  #prepare(world: World): void {
    this.#order.begin(world);
    const size = world.objects * world.taskCount * SORTS;
    this.#last = this.#last.length < size ? new Int32Array(2 * size) : this.#last.fill(0, 0, size);
  }

  /** Reports the first race that `op` completes and writes the op down. */
  #judge(op: Op, number: number, log: readonly Op[], at: number, world: World): boolean {
    const { access } = op.kind;
    const object = op.object.id * world.taskCount * SORTS;
    const writes = (access & WRITE) !== 0;
    const plain = (access & PLAIN) !== 0;
    for (let task = 0; task < world.taskCount; task++) {
      if (task === op.task) {
        continue;
      }
      const row = object + task * SORTS;
      const other =
        this.#unordered(row + PLAIN_WRITE, task, op) ||
        (writes && this.#unordered(row + PLAIN_READ, task, op)) ||
        (plain && this.#unordered(row + MARKED_WRITE, task, op)) ||
        (plain && writes && this.#unordered(row + MARKED_READ, task, op));
      if (other !== 0 && other !== false) {
        report(nth(log, at, task, other), op, world);
        return true;
      }
    }
    const own = object + op.task * SORTS;
    if (writes) {
      this.#last[own + (plain ? PLAIN_WRITE : MARKED_WRITE)] = number;
    }
    if ((access & READ) !== 0) {
      this.#last[own + (plain ? PLAIN_READ : MARKED_READ)] = number;
    }
    return false;
  }

  /** The number of an earlier op that nothing orders before `op`, or 0. */
  #unordered(slot: number, task: number, op: Op): number {
    const number = this.#last[slot]!;
    return number !== 0 && !this.#order.isOrdered(task, number, op.task) ? number : 0;
  }
}

/** Op `number` of `task`; the log is searched up to `end`. */
function nth(log: readonly Op[], end: number, task: number, number: number): Op {
  let left = number;
  for (let i = 0; i < end; i++) {
    if (log[i]!.task === task && --left === 0) {
      return log[i]!;
    }
  }
  throw new Error(`the log has no op ${number} of task ${task}: it is not the log of this run`);
}

function report(earlier: Op, later: Op, world: World): void {
  const message = `${later.object.label}: nothing orders ${textOf(earlier, world)} and ${textOf(later, world)}`;
  world.fail(ENGINE_CLAIMS.dataRace, message);
}

function textOf(op: Op, world: World): string {
  const verb = (op.kind.access & WRITE) === 0 ? "read" : "write";
  const mark = (op.kind.access & PLAIN) === 0 ? "marked" : "plain";
  return `the ${mark} ${verb} by ${world.tasks[op.task]!.name} (${op.kind.describe(op, op.value)})`;
}
