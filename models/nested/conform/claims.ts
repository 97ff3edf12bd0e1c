import { allShadows } from "./claims/all-shadows.ts";
import { blockSize } from "./claims/block-size.ts";
import { breakBeforeMake } from "./claims/break-before-make.ts";
import { canonicalAgreement } from "./claims/canonical-agreement.ts";
import { composition } from "./claims/composition.ts";
import { dirtyLog } from "./claims/dirty-log.ts";
import { flushAfterRelax } from "./claims/flush-after-relax.ts";
import { flushAfterUnmap } from "./claims/flush-after-unmap.ts";
import { flushAfterWriteProtect } from "./claims/flush-after-write-protect.ts";
import { flushBeforeFree } from "./claims/flush-before-free.ts";
import { flushBeforeMake } from "./claims/flush-before-make.ts";
import { flushVmid } from "./claims/flush-vmid.ts";
import { guestLevel } from "./claims/guest-level.ts";
import { guestTlbi } from "./claims/guest-tlbi.ts";
import { guestTlbiLate } from "./claims/guest-tlbi-late.ts";
import { guestWalk } from "./claims/guest-walk.ts";
import { lockAge } from "./claims/lock-age.ts";
import { lockExclusion } from "./claims/lock-exclusion.ts";
import { lockMap } from "./claims/lock-map.ts";
import { lockShadows } from "./claims/lock-shadows.ts";
import { lockUnmap } from "./claims/lock-unmap.ts";
import { lockWriteProtect } from "./claims/lock-write-protect.ts";
import { lookup } from "./claims/lookup.ts";
import { noYield } from "./claims/no-yield.ts";
import { notifierBracket } from "./claims/notifier-bracket.ts";
import { pendingUnmap } from "./claims/pending-unmap.ts";
import { permissions } from "./claims/permissions.ts";
import { pteConsistency } from "./claims/pte-consistency.ts";
import { recycle } from "./claims/recycle.ts";
import { refcount } from "./claims/refcount.ts";
import { sequenceRetry } from "./claims/sequence-retry.ts";
import { sequenceValues } from "./claims/sequence-values.ts";
import { soundness } from "./claims/soundness.ts";
import { soundnessSlot } from "./claims/soundness-slot.ts";
import { tableEmpty } from "./claims/table-empty.ts";
import { tenancy } from "./claims/tenancy.ts";
import { tlbiReach } from "./claims/tlbi-reach.ts";
import { tlbiSize } from "./claims/tlbi-size.ts";
import { unmapRounding } from "./claims/unmap-rounding.ts";
import { writeProtect } from "./claims/write-protect.ts";
import type { NestedClaim } from "./nested-claim.ts";

/** In the order in which they are told: tables, locks, notifiers, what leaves are, L1's TLBIs, owners, the dirty log, the host's TLBIs. */
export const claims: readonly NestedClaim[] = [
  pteConsistency,
  breakBeforeMake,
  tableEmpty,
  lockExclusion,
  lockMap,
  lockUnmap,
  lockWriteProtect,
  lockAge,
  lockShadows,
  noYield,
  sequenceValues,
  sequenceRetry,
  notifierBracket,
  soundness,
  soundnessSlot,
  composition,
  canonicalAgreement,
  permissions,
  guestWalk,
  guestLevel,
  blockSize,
  unmapRounding,
  allShadows,
  tlbiSize,
  tlbiReach,
  guestTlbi,
  guestTlbiLate,
  lookup,
  recycle,
  refcount,
  pendingUnmap,
  tenancy,
  dirtyLog,
  writeProtect,
  flushBeforeFree,
  flushBeforeMake,
  flushAfterUnmap,
  flushAfterRelax,
  flushAfterWriteProtect,
  flushVmid,
];
