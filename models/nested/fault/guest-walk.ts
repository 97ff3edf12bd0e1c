import type { Task } from "../../../src/core/task.ts";
import { EAGAIN } from "../../../src/kernel/errno.ts";
import {
  type Descriptor,
  INVALID,
  isOld,
  outputOf,
  permOf,
  readPage,
  readUpper,
  swapPage,
  swapUpper,
  TABLE,
} from "../guest/guest-table.ts";
import type { GuestTable } from "../guest/guest-table.ts";
import type { S2Trans } from "../reverse-map.ts";
import type { Kvm } from "../state.ts";

/**
 * `kvm_walk_nested_s2` (nested.c, 7.3.4): one descriptor a step, with no lock, so that L1 may write in between. Null where
 * L1 has no translation, or only one whose access flag L1 wants to set itself; -EAGAIN where L1 has changed the leaf before the
 * flag could be set for it.
 */
export function* kvm_walk_nested_s2(kvm: Kvm, table: GuestTable, n: number): Task<S2Trans | number | null> {
  const upper = yield* readUpper(table, n);
  if (upper === INVALID) {
    return null;
  }
  const leaf = upper === TABLE ? yield* readPage(table, n) : upper;
  if (leaf === INVALID) {
    return null;
  }
  if (isOld(leaf) && kvm.mutant !== "guest-flag-ignored") {
    if (!kvm.guest_af) {
      return null;
    }
    if (!(yield* set_guest_flag(kvm, table, n, leaf, upper === TABLE))) {
      kvm.world.sometimes("L1 changed a leaf under its access flag");
      return -EAGAIN;
    }
    kvm.world.sometimes("an access flag of L1's leaf was set");
  }
  if (upper !== TABLE) {
    const offset = kvm.mutant === "block-offset-lost" ? 0 : n % table.block;
    return { output: outputOf(upper) + offset, size: table.block, perm: permOf(upper) };
  }
  return { output: outputOf(leaf), size: 1, perm: permOf(leaf) };
}

/** VTCR_EL2.HA of L1. */
function* set_guest_flag(kvm: Kvm, table: GuestTable, n: number, leaf: Descriptor, isPage: boolean): Task<boolean> {
  const compares = kvm.mutant !== "guest-flag-blind";
  return yield* isPage ? swapPage(table, n, leaf, compares) : swapUpper(table, n, leaf, compares);
}
