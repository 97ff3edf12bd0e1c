import { READ, WRITE } from "../core/op.ts";
import type { Op } from "../core/op.ts";
import { blend, Sites } from "./sites.ts";

/** What stands for the write of an object that nobody has written. */
const INITIAL = 0;

/**
 * Names what a run does, step by step: a read with the write that it reads from and the value that it gets, a write with the
 * write that it comes after; reads and writes by their sites. Reads-from pairs are the coverage of RFF (Wolff, Shi, Duck,
 * Mathur, Roychoudhury, ASPLOS 2024); values tell apart what differs only in what came before.
 */
export class Behaviour {
  /** The number of what was done last: the same for the same in any run. */
  latest = 0;
  readonly #sites = new Sites();
  /** By object id: the site of the last write. */
  readonly #writers: number[] = [];

  /** Forgets the run before. */
  begin(): void {
    this.#sites.begin();
    this.#writers.length = 0;
  }

  performed(op: Op): void {
    const { id } = op.object;
    const { access } = op.kind;
    while (this.#writers.length <= id) {
      this.#writers.push(INITIAL);
    }
    const site = this.#sites.pass(op);
    this.latest = blend(site, this.#writers[id]!);
    if ((access & READ) !== 0) {
      this.latest = blend(this.latest, few(op.value));
    }
    if ((access & WRITE) !== 0) {
      this.#writers[id] = site;
    }
  }
}

/** A value as one of a few numbers, so that a counter does not make every run new. */
function few(value: unknown): number {
  if (typeof value === "number") {
    return value & 15;
  }
  return value === null ? 16 : value === true ? 17 : 18;
}
