import type { NestedDesign, S2Fault } from "../../../models/nested/reverse-map.ts";
import type { Kvm } from "../../../models/nested/state.ts";
import { configOf } from "../../../models/nested/scenario/config.ts";
import { Kvm as KvmState } from "../../../models/nested/state.ts";
import { map_leaf } from "../../../models/nested/fault/map-leaf.ts";
import { handle_ripas2e1is } from "../../../models/nested/mmu/tlbi.ts";
import { unmap_shadow } from "../../../models/nested/mmu/unmap.ts";
import { alignDown } from "../../../models/stage2/interval.ts";
import { RW } from "../../../models/stage2/perm.ts";
import { Execution } from "../../../src/core/execution.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { read_lock, read_unlock, write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { shadow } from "./real-kvm.ts";
import { reads, scenarioOf, vcpu } from "./scenarios.ts";

/** Paths of the nested MMU as one task may call them one after the other, around the hooks of a design. */

/** A fault that maps a leaf and records it; `stage2` is L1's HCR_EL2.VM. Returns what becomes of the fault. */
export function* maps(kvm: Kvm, c: number, n: number, size = 1, stage2 = true): Task<number> {
  const { mmu_lock, reverse_map, vcpus } = kvm;
  const [nested_ipa, canonical] = [alignDown(n, size), alignDown(c, size)];
  const leaf = { n: nested_ipa, c: canonical, len: size, pa: 0x1000 + canonical, perm: RW, tag: 0 };
  const fault: S2Fault = {
    vcpu: vcpus[0]!,
    nested: stage2 ? { output: c, size, perm: RW } : null,
    canonical: c,
    nested_ipa,
    size,
    relaxed: false,
    replaced: false,
  };
  const topped = reverse_map.topup === undefined ? 0 : yield* reverse_map.topup(kvm, shadow(kvm), fault.vcpu);
  if (topped !== 0) {
    return topped;
  }
  yield* read_lock(mmu_lock);
  let err = reverse_map.before_map === undefined ? 0 : yield* reverse_map.before_map(kvm, shadow(kvm), fault);
  if (err === 0) {
    err = yield* map_leaf(kvm, shadow(kvm), leaf, fault);
  }
  if (err === 0 && reverse_map.record !== undefined) {
    err = yield* reverse_map.record(kvm, shadow(kvm), fault);
  }
  yield* read_unlock(mmu_lock);
  return err;
}

/** A canonical range goes away. */
export function* notifies(kvm: Kvm, start: number, size = 1): Task {
  yield* write_lock(kvm.mmu_lock);
  yield* kvm.reverse_map.unmap_canonical(kvm, shadow(kvm), { start, size }, false);
  yield* write_unlock(kvm.mmu_lock);
}

export const tlbi = (kvm: Kvm, start: number, size = 1): Task => handle_ripas2e1is(kvm, 0, { start, size });

export function* clears(kvm: Kvm): Task {
  yield* write_lock(kvm.mmu_lock);
  yield* unmap_shadow(kvm, shadow(kvm), false);
  yield* write_unlock(kvm.mmu_lock);
}

/** What is there after some calls. */
export interface After {
  /** `canonical -> nested`, with `+size` where it is not a page, and `?` for UNKNOWN. */
  readonly entries: readonly string[];
  /** The same of the leaves. */
  readonly leaves: readonly string[];
  readonly broken: boolean;
  /** Claims of the engine that broke, in order. */
  readonly violations: readonly string[];
}

const scenario = scenarioOf({ failures: 2 }, vcpu(reads(0)));

/** Runs one task on a design of the tiny geometry; the first `failures` allocations that can fail do. */
export function after(
  design: NestedDesign,
  body: (kvm: Kvm) => Task<unknown>,
  failures = 0,
  make: (world: World) => Kvm = (world) => new KvmState(world, configOf(scenario), design),
): After {
  let left = failures;
  const seen: { now: Omit<After, "violations"> | null } = { now: null };
  function* run(kvm: Kvm): Task {
    yield* body(kvm);
    seen.now = snapshot(kvm, design);
    for (const mmu of kvm.nested_mmus) {
      yield* design.reverse_map.destroy?.(kvm, mmu) ?? [];
    }
  }
  const program = { name: design.name, setup: make, tasks: [{ name: "task", run }], claims: [] };
  const execution = new Execution(program, { stopAtViolation: false });
  execution.run({ name: "by hand", begin: () => true, pick: () => 0, choose: () => (left-- > 0 ? 1 : 0) });
  return { ...seen.now!, violations: execution.violations.map((violation) => violation.claim) };
}

function snapshot(kvm: Kvm, { reverse_map }: NestedDesign): Omit<After, "violations"> {
  const mmu = shadow(kvm);
  return {
    entries: reverse_map.entries(mmu).map(({ start, size, nested }) => line(start, nested, size)),
    leaves: mmu.leaves.map(({ c, n, len }) => line(c, n, len)),
    broken: reverse_map.broken(mmu),
  };
}

const line = (c: number, n: number | null, size: number): string =>
  `${c} -> ${n === null ? "?" : n}${size === 1 ? "" : `+${size}`}`;
