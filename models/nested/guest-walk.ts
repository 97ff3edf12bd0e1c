import type { Task } from "../../src/core/task.ts";
import { INVALID, outputOf, permOf, readPage, readUpper, TABLE } from "./guest-table.ts";
import type { GuestTable } from "./guest-table.ts";
import type { S2Trans } from "./reverse-map.ts";

/**
 * `kvm_walk_nested_s2` (nested.c, 7.3.4): one descriptor a step, with no lock, so that L1 may write in between. Null where
 * L1 has no translation.
 */
export function* kvm_walk_nested_s2(table: GuestTable, n: number): Task<S2Trans | null> {
  const upper = yield* readUpper(table, n);
  if (upper === INVALID) {
    return null;
  }
  if (upper !== TABLE) {
    return { output: outputOf(upper) + (n % table.block), size: table.block, perm: permOf(upper) };
  }
  const page = yield* readPage(table, n);
  return page === INVALID ? null : { output: outputOf(page), size: 1, perm: permOf(page) };
}
