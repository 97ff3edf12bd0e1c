import { NO_QUIRKS, PGTABLE_QUIRKS } from "../pgtable/quirks.ts";

/** What the code around the walkers has done otherwise; the first value of each is what 7.3.4 does. */
export const WALKER_KNOBS = {
  ...PGTABLE_QUIRKS,
  /** How faults hold mmu_lock; `write` with pKVM. */
  faultLock: ["read", "write"],
  /** When an unlinked table is freed: after a grace period, or at once, as at EL2; `dropped` leaves that to whoever puts it last. */
  free: ["rcu", "now", "dropped"],
  /** Whether the ager takes mmu_lock. */
  ager: ["locked", "lockless"],
  /** When the tables go: when the mm does, or with the VM, whose notifier is unregistered by then. */
  rootFree: ["flush", "destroy"],
  /** Which permission faults add rights to the leaf that is there: those on a leaf of the size that is to be mapped, or all. */
  permissionFault: ["sameSize", "anySize"],
  /** Whether a fault walks the VMM's own tables with interrupts off. */
  hostWalk: ["irqsOff", "irqsOn"],
  /** Whether taking the dirty log ends with a TLBI. */
  logFlush: ["range", "none"],
} as const;

export type WalkerKnobs = { readonly [K in keyof typeof WALKER_KNOBS]: (typeof WALKER_KNOBS)[K][number] };

/** Linux 7.3.4. */
export const LINUX: WalkerKnobs = {
  ...NO_QUIRKS,
  faultLock: "read",
  free: "rcu",
  ager: "locked",
  rootFree: "flush",
  permissionFault: "sameSize",
  hostWalk: "irqsOff",
  logFlush: "range",
};
