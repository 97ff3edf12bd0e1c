import { allShadows } from "./claims/all-shadows.ts";
import { blockSize } from "./claims/block-size.ts";
import { breakBeforeMake } from "./claims/break-before-make.ts";
import { callsPaired } from "./claims/calls-paired.ts";
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
import { guestTlbiLate } from "./claims/guest-tlbi-late.ts";
import { guestTlbi } from "./claims/guest-tlbi.ts";
import { guestWalk } from "./claims/guest-walk.ts";
import { injection } from "./claims/injection.ts";
import { leafAttributes } from "./claims/leaf-attributes.ts";
import { loadPairs } from "./claims/load-pairs.ts";
import { lockAge } from "./claims/lock-age.ts";
import { lockExclusion } from "./claims/lock-exclusion.ts";
import { lockMap } from "./claims/lock-map.ts";
import { lockReleased } from "./claims/lock-released.ts";
import { lockSequence } from "./claims/lock-sequence.ts";
import { lockShadows } from "./claims/lock-shadows.ts";
import { lockUnmap } from "./claims/lock-unmap.ts";
import { lockWriteProtect } from "./claims/lock-write-protect.ts";
import { lookup } from "./claims/lookup.ts";
import { mapRequest } from "./claims/map-request.ts";
import { namedRange } from "./claims/named-range.ts";
import { noYield } from "./claims/no-yield.ts";
import { notifierBracket } from "./claims/notifier-bracket.ts";
import { pendingUnmap } from "./claims/pending-unmap.ts";
import { permissions } from "./claims/permissions.ts";
import { pteConsistency } from "./claims/pte-consistency.ts";
import { recycle } from "./claims/recycle.ts";
import { refcount } from "./claims/refcount.ts";
import { sequenceRetry } from "./claims/sequence-retry.ts";
import { sequenceValues } from "./claims/sequence-values.ts";
import { soundnessSlot } from "./claims/soundness-slot.ts";
import { soundness } from "./claims/soundness.ts";
import { splitPages } from "./claims/split-pages.ts";
import { tableEmpty } from "./claims/table-empty.ts";
import { tenancy } from "./claims/tenancy.ts";
import { tlbiHandled } from "./claims/tlbi-handled.ts";
import { tlbiReach } from "./claims/tlbi-reach.ts";
import { tlbiSize } from "./claims/tlbi-size.ts";
import { unmapRounding } from "./claims/unmap-rounding.ts";
import { vmidOwn } from "./claims/vmid-own.ts";
import { walkResult } from "./claims/walk-result.ts";
import { writeProtectShadows } from "./claims/write-protect-shadows.ts";
import { writeProtect } from "./claims/write-protect.ts";
import type { NestedClaim } from "./nested-claim.ts";

/** In the order in which they are told: the trace itself, tables, locks, notifiers, what leaves are, L1's TLBIs, owners, the dirty log, the host's TLBIs. */
export const claims: readonly NestedClaim[] = [
  callsPaired,
  pteConsistency,
  breakBeforeMake,
  tableEmpty,
  leafAttributes,
  splitPages,
  lockExclusion,
  lockMap,
  lockUnmap,
  lockWriteProtect,
  lockAge,
  lockShadows,
  lockSequence,
  lockReleased,
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
  walkResult,
  injection,
  mapRequest,
  guestLevel,
  blockSize,
  unmapRounding,
  namedRange,
  allShadows,
  tlbiHandled,
  tlbiSize,
  tlbiReach,
  guestTlbi,
  guestTlbiLate,
  loadPairs,
  vmidOwn,
  lookup,
  recycle,
  refcount,
  pendingUnmap,
  tenancy,
  dirtyLog,
  writeProtect,
  writeProtectShadows,
  flushBeforeFree,
  flushBeforeMake,
  flushAfterUnmap,
  flushAfterRelax,
  flushAfterWriteProtect,
  flushVmid,
];
