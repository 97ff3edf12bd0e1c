import type { Task } from "../../../src/core/task.ts";
import { alignDown } from "../../stage2/interval.ts";
import type { GuestEntry } from "../scenario/config.ts";
import {
  ageEntry,
  freshPages,
  INVALID,
  leafDescriptor,
  outputOf,
  scribble,
  TABLE,
  upperAt,
  writePage,
  writeUpper,
} from "./guest-table.ts";
import type { Kvm } from "../state.ts";
import { handle_ipas2e1is, handle_ripas2e1is } from "../mmu/tlbi.ts";

/** L1 writes an entry of its stage-2. Break-before-make is L1's business: a TLBI is a command of its own. */
export function* write_guest_entry(kvm: Kvm, { vm, n, c, isBlock, ro }: GuestEntry): Task {
  const table = kvm.guests[vm]!;
  const leaf = leafDescriptor(c, ro);
  if (isBlock) {
    yield* writeUpper(table, n, leaf);
  } else if (upperAt(table, n) === TABLE) {
    yield* writePage(table, n, leaf);
  } else {
    table.pages = freshPages(table, n, leaf);
    yield* writeUpper(table, n, TABLE);
  }
}

/** L1 clears the entry that translates `n`. */
export function* clear_guest_entry(kvm: Kvm, vm: number, n: number): Task {
  const table = kvm.guests[vm]!;
  if (upperAt(table, n) === TABLE) {
    yield* writePage(table, n, INVALID);
  } else {
    yield* writeUpper(table, n, INVALID);
  }
}

/**
 * L1 replaces the block around `n` by a table of pages that lead where it led, and gives the TLBI by address that it owes:
 * with break-before-make while the block is invalid, otherwise when the table is there.
 */
export function* split_guest_block(kvm: Kvm, vm: number, n: number, ro: boolean, bbm: boolean): Task {
  const table = kvm.guests[vm]!;
  const old = upperAt(table, n);
  if (old === TABLE || old === INVALID) {
    return;
  }
  const first = alignDown(n, table.block);
  if (bbm) {
    yield* writeUpper(table, n, INVALID);
    yield* handle_ipas2e1is(kvm, vm, n, null);
  }
  table.pages = table.pages.map((page, at) =>
    first <= at && at < first + table.block ? leafDescriptor(outputOf(old) + at - first, ro) : page,
  );
  yield* writeUpper(table, n, TABLE);
  if (!bbm) {
    yield* handle_ipas2e1is(kvm, vm, n, null);
  }
}

/** L1 wants to know whether its guest uses a page: it clears the access flag, and gives the TLBI for it. */
export function* age_guest_entry(kvm: Kvm, vm: number, n: number): Task {
  yield* ageEntry(kvm.guests[vm]!, n);
  yield* handle_ipas2e1is(kvm, vm, n, null);
}

/** L1 takes a table away, gives the TLBI that it owes, and uses the page for something else. */
export function* retire_guest_table(kvm: Kvm, vm: number, n: number, c: number): Task {
  const table = kvm.guests[vm]!;
  if (upperAt(table, n) !== TABLE) {
    return;
  }
  yield* writeUpper(table, n, INVALID);
  yield* handle_ripas2e1is(kvm, vm, { start: alignDown(n, table.block), size: table.block });
  yield* scribble(table, n, c);
}
