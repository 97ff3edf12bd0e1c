import type { Random } from "../../../src/core/random.ts";
import type { Task } from "../../../src/core/task.ts";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { type IpaRange, overlaps } from "../../stage2/interval.ts";
import { mustGo } from "../../stage2/reach.ts";
import { wholeNested } from "../../stage2/geometry.ts";
import { unmapSteps } from "../../stage2/unmap.ts";
import { RW } from "../../stage2/perm.ts";
import { kvm_unmap_gfn_range } from "../mmu/canonical.ts";
import { map_leaf } from "../fault/map-leaf.ts";
import type { S2Fault } from "../reverse-map.ts";
import type { Kvm, ShadowMmu } from "../state.ts";
import { handle_ipas2e1is } from "../mmu/tlbi.ts";
import type { Meter, Phase } from "./meter.ts";

/** What a workload has at hand. */
export interface Bench {
  readonly kvm: Kvm;
  readonly meter: Meter;
  readonly random: Random;
}

/** A leaf as a fault of L2 puts it in. */
export interface Mapping {
  readonly n: number;
  readonly c: number;
  /** Of the leaf in the shadow. */
  readonly size: number;
  /** Of the leaf in L1's table. */
  readonly guest: number;
}

/** L2 touches its memory: a fault for each leaf that is not there. */
export function* touches(bench: Bench, phase: Phase, mmu: ShadowMmu, mappings: readonly Mapping[]): Task {
  const present = new Set(mmu.leaves.map((leaf) => `${leaf.n}+${leaf.len}`));
  for (const mapping of mappings) {
    if (!present.has(`${mapping.n}+${mapping.size}`)) {
      bench.meter.phase = phase;
      bench.meter.add("faults");
      yield* fault(bench.kvm, mmu, mapping);
      if (bench.kvm.reverse_map.bytes !== undefined) {
        bench.meter.holds(bench.kvm.reverse_map.bytes(bench.kvm));
      }
      bench.meter.phase = "setup";
    }
  }
}

/** `user_mem_abort` from where it takes mmu_lock, which is where reverse maps hook in. */
function* fault(kvm: Kvm, mmu: ShadowMmu, { n, c, size, guest }: Mapping): Task {
  const { mmu_lock, reverse_map, vcpus } = kvm;
  const vcpu = vcpus[0]!;
  vcpu.hw_mmu = mmu;
  const nested = { output: c, size: guest, perm: RW };
  const info: S2Fault = { vcpu, nested, canonical: c, nested_ipa: n, size, relaxed: false, replaced: false };
  const leaf = { n, c, len: size, pa: c, perm: RW, tag: guest };
  if (reverse_map.topup !== undefined) {
    yield* reverse_map.topup(kvm, mmu, vcpu);
  }
  yield* read_lock(mmu_lock);
  let err = reverse_map.before_map === undefined ? 0 : yield* reverse_map.before_map(kvm, mmu, info);
  if (err === 0) {
    err = yield* map_leaf(kvm, mmu, leaf, info);
  }
  if (err === 0 && reverse_map.record !== undefined) {
    err = yield* reverse_map.record(kvm, mmu, info);
  }
  yield* read_unlock(mmu_lock);
  if (err === 0 && reverse_map.after_unlock !== undefined) {
    err = yield* reverse_map.after_unlock(kvm, mmu, info);
  }
  if (err !== 0) {
    throw new Error(`a fault of a cost workload, alone and with memory to spare, failed with ${err}`);
  }
}

/**
 * The host takes a range of host virtual addresses away that may block: one part for each memslot that lies in it, all in
 * one section of mmu_lock.
 */
export function* invalidates(bench: Bench, phase: Phase, ...parts: readonly IpaRange[]): Task {
  const { kvm, meter } = bench;
  meter.phase = phase;
  meter.add("events");
  meter.add("due", inReach(kvm, parts));
  yield* write_lock(kvm.mmu_lock);
  for (const part of parts) {
    yield* kvm_unmap_gfn_range(kvm, part, true);
  }
  yield* write_unlock(kvm.mmu_lock);
  meter.add("missed", inReach(kvm, parts));
  meter.phase = "setup";
}

/**
 * KVM_CLEAR_DIRTY_LOG: `kvm_nested_s2_wp` walks every shadow in full, whatever the range (nested.c, 7.3.4). The model has no
 * write protection, so its steps are those that the same walk takes.
 */
export function protects({ kvm, meter }: Bench, phase: Phase): void {
  meter.phase = phase;
  for (const mmu of kvm.nested_mmus) {
    if (mmu.valid) {
      meter.add("protect", unmapSteps(wholeNested(kvm.geometry), kvm.geometry));
    }
  }
  meter.phase = "setup";
}

function inReach({ nested_mmus }: Kvm, parts: readonly IpaRange[]): number {
  return nested_mmus.reduce(
    (sum, { leaves }) => sum + parts.reduce((n, part) => n + mustGo(leaves, part).length, 0),
    0,
  );
}

/** L1 took a leaf out of its table and says so: TLBI IPAS2E1 with the level. */
export function* forgets(bench: Bench, phase: Phase, mmu: ShadowMmu, { n, guest }: Mapping): Task {
  bench.meter.phase = phase;
  bench.meter.add("due", mmu.leaves.filter((leaf) => overlaps(leaf.n, leaf.len, { start: n, size: guest })).length);
  yield* handle_ipas2e1is(bench.kvm, mmu.vmid, n, guest);
  bench.meter.phase = "setup";
}
