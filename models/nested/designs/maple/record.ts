import type { Task } from "../../../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../../../src/kernel/cell.ts";
import { MA_STATE } from "../../../../src/kernel/maple_tree.ts";
import type { MapleTree } from "../../../../src/kernel/maple_tree.ts";
import { alignDown } from "../../../stage2/interval.ts";
import type { S2Fault } from "../../reverse-map.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import type { MapleKnobs } from "./knobs.ts";
import { revmap_lock, revmap_unlock } from "./lock.ts";
import { hasBrokenFlag } from "./state.ts";
import type { NestedRevmap, RevmapFormat } from "./state.ts";
import { store_entry, store_revmap } from "./store.ts";

/** Whether this fault put a leaf in that is to be recorded. */
export function isRecorded({ recordRelaxed, recordCondition }: MapleKnobs, { relaxed, nested }: S2Fault): boolean {
  return (!relaxed || recordRelaxed === "yes") && (nested !== null || recordCondition === "isShadowMMU");
}

/** Canonical IPA of the leaf. */
export const canonicalOf = ({ canonicalIpa }: MapleKnobs, { canonical, size }: S2Fault): number =>
  canonicalIpa === "aligned" ? alignDown(canonical, size) : canonical;

/** user_mem_abort, after the map: canonical → nested, and nested → canonical where there is a direct map. */
export function* record_nested_revmap(_kvm: Kvm, mmu: ShadowMmu<NestedRevmap>, fault: S2Fault): Task<number> {
  const { revmap } = mmu;
  const { knobs, nested_revmap_mt, nested_direct_mt, nested_revmap_broken } = revmap;
  if (!isRecorded(knobs, fault) || (knobs.recordWhenBroken === "skip" && (yield* READ_ONCE(nested_revmap_broken)))) {
    return 0;
  }
  const { nested_ipa, size } = fault;
  const canonical = canonicalOf(knobs, fault);
  let err = yield* store_revmap(revmap, nested_revmap_mt, canonical, canonical + size - 1, nested_ipa);
  if (err === 0 && nested_direct_mt !== null) {
    err = yield* store_direct(revmap, nested_direct_mt, nested_ipa, nested_ipa + size - 1, canonical);
  }
  if (err !== 0 && hasBrokenFlag(knobs)) {
    yield* WRITE_ONCE(nested_revmap_broken, true);
  }
  return knobs.onInsertFail === "failFault" || knobs.onInsertFail === "failFaultAndBroken" ? err : 0;
}

/** What was mapped at these nested addresses before is not any more: the store cuts it. */
function* store_direct(map: RevmapFormat, mt: MapleTree, first: number, last: number, canonical: number): Task<number> {
  yield* revmap_lock(map.knobs, mt);
  const err = yield* store_entry(map, MA_STATE(mt, first, last), map.encode(canonical));
  yield* revmap_unlock(map.knobs, mt);
  return err;
}
