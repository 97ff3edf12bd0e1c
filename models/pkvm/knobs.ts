import { NO_QUIRKS, PGTABLE_QUIRKS } from "../pgtable/quirks.ts";

/** What the hypervisor, and the host that calls it, has done otherwise; the first value of each is what 7.3.4 does. */
export const PKVM_KNOBS = {
  ...PGTABLE_QUIRKS,
  /** When it is settled how much of the host's memory a fault maps. */
  hostRange: ["underLock", "beforeLock"],
  /** What keeps a block from being mapped: pages that are not the host's, or entries that map something else. */
  rangeCheck: ["states", "leaves"],
  /** Whether each page of a root is born with a reference. */
  rootCounts: ["each", "first"],
  /** Whether it is made sure that the guest's tables can be had before the host's are changed. */
  memcacheCheck: ["first", "none"],
  /** Whether a page must be the host's to be given away. */
  donateCheck: ["owned", "none"],
  /** Whether the host takes back its count of a shared page when the hypercall fails. */
  shareRollback: ["yes", "no"],
  /** When a vCPU can be found: once it is whole, or before. */
  publish: ["last", "first"],
  /** Whether an init that fails gives back what it has pinned. */
  pinError: ["unpin", "keep"],
} as const;

export type PkvmKnobs = { readonly [K in keyof typeof PKVM_KNOBS]: (typeof PKVM_KNOBS)[K][number] };

/** Linux 7.3.4. */
export const LINUX: PkvmKnobs = {
  ...NO_QUIRKS,
  hostRange: "underLock",
  rangeCheck: "states",
  rootCounts: "each",
  memcacheCheck: "first",
  donateCheck: "owned",
  shareRollback: "yes",
  publish: "last",
  pinError: "unpin",
};
