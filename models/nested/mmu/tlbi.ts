import type { Task } from "../../../src/core/task.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { alignDown, intersect, type IpaRange } from "../../stage2/interval.ts";
import { wholeNested } from "../../stage2/geometry.ts";
import { ipas2Range } from "../../stage2/tlbi.ts";
import type { Ghost } from "../spec/ghost.ts";
import type { Installed } from "../spec/installed.ts";
import { kvm_nested_s2_unmap } from "./canonical.ts";
import { nested_mmu_at } from "../vcpu/pool.ts";
import type { ShadowMmu } from "./s2-mmu.ts";
import type { Kvm } from "../state.ts";
import { kvm_stage2_unmap_range, unmap_shadow } from "./unmap.ts";

/** TLBI IPAS2E1 and its kin. `ttl` is the leaf size that the TTL field stands for, null for none. */
export function* handle_ipas2e1is(kvm: Kvm, vmid: number, ipa: number, ttl: number | null): Task {
  yield* write_lock(kvm.mmu_lock);
  const given = ttl === null ? null : { start: alignDown(ipa, ttl), size: ttl };
  const named = namedIn(kvm, vmid, (mmu, { installed }) =>
    given === null ? installed.translatedWith(mmu, ipa) : installed.within(mmu, given),
  );
  for (let i = 0, mmu = yield* nested_mmu_at(kvm, 0); mmu !== null; mmu = yield* nested_mmu_at(kvm, ++i)) {
    if (isOf(mmu, vmid)) {
      const hint = ttl ?? (kvm.mutant === "tlbi-takes-page" ? kvm.geometry.page : null);
      yield* unmap_nested(kvm, mmu, ipas2Range(mmu.leaves, ipa, hint, kvm.geometry));
    }
  }
  yield* write_unlock(kvm.mmu_lock);
  kvm.world.emit("tlbi_return", { vmid, range: given ?? { start: ipa, size: kvm.geometry.page }, named });
}

/** TLBI RIPAS2E1: without effect if it begins beyond the IPA limit, cut off there if it ends beyond. */
export function* handle_ripas2e1is(kvm: Kvm, vmid: number, given: IpaRange): Task {
  const range = intersect(given, wholeNested(kvm.geometry));
  if (range === null) {
    return;
  }
  yield* write_lock(kvm.mmu_lock);
  const named = namedIn(kvm, vmid, (mmu, { installed }) => installed.within(mmu, range));
  for (let i = 0, mmu = yield* nested_mmu_at(kvm, 0); mmu !== null; mmu = yield* nested_mmu_at(kvm, ++i)) {
    if (isOf(mmu, vmid)) {
      yield* unmap_nested(kvm, mmu, range);
    }
  }
  yield* write_unlock(kvm.mmu_lock);
  kvm.world.emit("tlbi_return", { vmid, range, named });
}

export function* handle_vmalls12e1is(kvm: Kvm, vmid: number): Task {
  yield* write_lock(kvm.mmu_lock);
  const range = wholeNested(kvm.geometry);
  const named = namedIn(kvm, vmid, (mmu, { installed }) => installed.within(mmu, range));
  for (let i = 0, mmu = yield* nested_mmu_at(kvm, 0); mmu !== null; mmu = yield* nested_mmu_at(kvm, ++i)) {
    if (isOf(mmu, vmid)) {
      yield* unmap_shadow(kvm, mmu, true);
    }
  }
  yield* write_unlock(kvm.mmu_lock);
  kvm.world.emit("tlbi_return", { vmid, range, named });
}

/** TLBI ALLE1: `kvm_nested_s2_unmap`, every VMID. */
export function* handle_alle1is(kvm: Kvm): Task {
  yield* write_lock(kvm.mmu_lock);
  const range = wholeNested(kvm.geometry);
  const named = namedIn(kvm, null, (mmu, { installed }) => installed.within(mmu, range));
  yield* kvm_nested_s2_unmap(kvm, true);
  yield* write_unlock(kvm.mmu_lock);
  kvm.world.emit("tlbi_return", { vmid: null, range, named });
}

/** Asked of each shadow when the loop reaches it: in a yield before that it may have got other tags. */
const isOf = (mmu: ShadowMmu, vmid: number): boolean => mmu.valid && mmu.vmid === vmid;

/** For claims: what a TLBI for a VMID, or for all, names at its beginning, shadow by shadow. */
function namedIn(
  { nested_mmus, ghost }: Kvm,
  vmid: number | null,
  leavesOf: (mmu: ShadowMmu, ghost: Ghost) => readonly Installed[],
): Installed[] {
  const due = nested_mmus.filter((mmu) => mmu.valid && (vmid === null || mmu.vmid === vmid) && !mmu.pending_unmap);
  return due.flatMap((mmu) => leavesOf(mmu, ghost));
}

function* unmap_nested(kvm: Kvm, mmu: ShadowMmu, range: IpaRange): Task {
  const { reverse_map } = kvm;
  if (reverse_map.before_nested_unmap !== undefined) {
    yield* reverse_map.before_nested_unmap(kvm, mmu, range);
  }
  yield* kvm_stage2_unmap_range(kvm, mmu, range.start, range.size, true);
  if (reverse_map.after_nested_unmap !== undefined) {
    yield* reverse_map.after_nested_unmap(kvm, mmu, range);
  }
}
