import type { Task } from "../../src/core/task.ts";
import type { GuestEntry } from "./config.ts";
import { freshPages, INVALID, leafDescriptor, TABLE, upperAt, writePage, writeUpper } from "./guest-table.ts";
import type { Kvm } from "./state.ts";

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
