import type { Task } from "../../../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../../../src/kernel/cell.ts";
import { alignDown } from "../../../stage2/interval.ts";
import type { S2Fault } from "../../reverse-map.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import type { Mapped } from "../is-mapped.ts";
import type { MapleKnobs } from "./knobs.ts";
import { index_mmu, indexOf } from "./mmu-index.ts";
import { hasBrokenFlag } from "./state.ts";
import type { NestedRevmap } from "./state.ts";
import { store_direct, store_revmap } from "./store.ts";

/** Whether this fault put a leaf in that is to be recorded. */
export function isRecorded({ recordRelaxed, recordCondition }: MapleKnobs, { relaxed, nested }: S2Fault): boolean {
  return (!relaxed || recordRelaxed === "yes") && (nested !== null || recordCondition === "isShadowMMU");
}

/** The leaf of this fault. */
export const mappedBy = ({ canonicalIpa }: MapleKnobs, { canonical, nested_ipa, size, replaced }: S2Fault): Mapped => ({
  canonical: canonicalIpa === "aligned" ? alignDown(canonical, size) : canonical,
  nested_ipa,
  size,
  replaced,
});

/** user_mem_abort, after the map: canonical → nested, and nested → canonical where there is a direct map. */
export function* record_nested_revmap(_kvm: Kvm, mmu: ShadowMmu<NestedRevmap>, fault: S2Fault): Task<number> {
  const { revmap } = mmu;
  const { knobs, nested_revmap_mt, nested_direct_mt, nested_revmap_broken } = revmap;
  if (!isRecorded(knobs, fault) || (knobs.recordWhenBroken === "skip" && (yield* READ_ONCE(nested_revmap_broken)))) {
    return 0;
  }
  const mapped = mappedBy(knobs, fault);
  let err = yield* store_revmap(revmap, nested_revmap_mt, mmu, mapped);
  if (err === 0 && nested_direct_mt !== null) {
    err = yield* store_direct(revmap, nested_direct_mt, mmu, mapped);
  }
  const index = indexOf(mmu);
  if (err === 0 && index !== null) {
    err = yield* index_mmu(index, mmu, mapped);
  }
  if (err !== 0 && hasBrokenFlag(knobs)) {
    yield* WRITE_ONCE(nested_revmap_broken, true);
  }
  return knobs.onInsertFail === "failFault" || knobs.onInsertFail === "failFaultAndBroken" ? err : 0;
}
