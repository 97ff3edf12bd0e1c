import { READ, SPINS, WRITE } from "../../core/op.ts";
import type { Op } from "../../core/op.ts";
import type { Branch } from "./frontier.ts";

/** A preemption that is put off, with the state that it leads to. */
export interface Parked {
  readonly task: number;
  readonly branch: Branch;
  readonly low: number;
  readonly high: number;
  readonly cost: number;
  readonly costWithSteps: number;
}

/** More than any task: a claim was told something by a step that read the object. */
const ANYBODY = -1;

/**
 * Reads of what no other task ever writes. To preempt a task just before such a read is no use: it could as well read
 * first, since nobody could tell. Which objects those are is found out as one goes, so preemptions are put off rather than
 * dropped, and come back once somebody else writes the object.
 */
export class PrivateReads {
  /** By object id: a bit for each task that wrote it in any run. */
  readonly #writers: number[] = [];
  readonly #parked = new Map<number, Parked[]>();
  /** Objects that setup makes have the same ids in every run; with those made later one cannot be sure. */
  #known = 0;

  begin(objects: number): void {
    this.#known = objects;
  }

  has({ kind, object }: Op, task: number): boolean {
    const isPlainRead = (kind.access & (READ | WRITE | SPINS)) === READ && kind.ready === null;
    const isAlone = isPlainRead && kind.also === undefined && kind.memory === undefined && object.owner === null;
    return isAlone && object.id < this.#known && task < 31 && this.#isOwn(object.id, task);
  }

  park(object: number, parked: Parked): void {
    const list = this.#parked.get(object);
    if (list === undefined) {
      this.#parked.set(object, [parked]);
    } else {
      list.push(parked);
    }
  }

  /** Takes in a step; what was put off and is of use after all, because of it. */
  note({ kind, object }: Op, task: number, told: boolean): readonly Parked[] {
    const writer = told ? ANYBODY : (kind.access & WRITE) !== 0 ? 1 << Math.min(task, 31) : 0;
    const before = this.#writers[object.id] ?? 0;
    if ((before | writer) === before) {
      return [];
    }
    while (this.#writers.length <= object.id) {
      this.#writers.push(0);
    }
    this.#writers[object.id] = before | writer;
    const parked = this.#parked.get(object.id) ?? [];
    const back = parked.filter((p) => !this.#isOwn(object.id, p.task));
    if (back.length > 0) {
      this.#parked.set(
        object.id,
        parked.filter((p) => this.#isOwn(object.id, p.task)),
      );
    }
    return back;
  }

  #isOwn(object: number, task: number): boolean {
    return ((this.#writers[object] ?? 0) & ~(1 << task)) === 0;
  }
}
