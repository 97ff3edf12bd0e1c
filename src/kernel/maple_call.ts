import { touch } from "../core/lifetime.ts";
import { ENGINE_CLAIMS } from "../core/outcome.ts";
import type { Op } from "../core/op.ts";
import type { TaskState } from "../core/task.ts";
import { show } from "./cell.ts";
import type { MapleRoot, MapleTree } from "./maple_state.ts";
import { Rcu } from "./rcu.ts";
import { NULL } from "./xa_entry.ts";

/** The call that a step belongs to, for reports. */
export interface Call {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** What is stored; undefined where the call takes no entry. */
  readonly entry?: bigint;
}

export const hex = (index: number): string => (index < 10 ? `${index}` : `0x${index.toString(16)}`);
export const span = (first: number, last: number): string => `[${hex(first)}, ${hex(last)}]`;
export const word = (entry: bigint): string => (entry === NULL ? "NULL" : show(entry));

export function callText(tree: MapleTree, { name, first, last, entry }: Call): string {
  return `${name}(${tree.ma_root.label}, ${span(first, last)}${entry === undefined ? "" : `, ${word(entry)}`})`;
}

/** As lockdep judges mas_is_locked: readers may be in an RCU read section instead. */
export function checkLocked(op: Op, task: TaskState, writes: boolean): MapleRoot {
  const root = op.object as MapleRoot;
  if (root.owner !== null) {
    touch(op);
  }
  const { holder } = root.tree.ma_lock;
  if (holder !== task && (writes || !task.held.some((lock) => lock instanceof Rcu))) {
    const who = holder === null ? "nobody does" : `${holder.name} does`;
    const what = op.kind.describe(op, undefined);
    const message = `${what}, but ${task.name} does not hold ${root.tree.ma_lock.label}: ${who}`;
    root.world.fail(ENGINE_CLAIMS.lockOwner, message);
  }
  return root;
}
