import type { Task } from "../../../src/core/task.ts";
import { srcu_read_lock, srcu_read_unlock } from "../../../src/kernel/srcu.ts";
import type { Leaf } from "../../stage2/leaf.ts";
import { W } from "../../stage2/perm.ts";
import { handle_access_fault } from "./aging.ts";
import { kvm_walk_nested_s2 } from "./guest-walk.ts";
import { bitmapAt, gfn_to_memslot, hvaOf, slotAt } from "../host/memslots.ts";
import type { S2Trans } from "../reverse-map.ts";
import { ShadowMmu } from "../mmu/s2-mmu.ts";
import type { Kvm } from "../state.ts";
import { user_mem_abort } from "./user-mem-abort.ts";
import type { Vcpu } from "../vcpu/vcpu.ts";

/** The fault is L1's: it gets a stage-2 abort of its own. */
const INJECTED = 1;
/** No memslot is there: the VMM emulates a device, and nothing is mapped. */
const MMIO = 2;

/**
 * `kvm_handle_guest_abort` (mmu.c, 7.3.4) for a translation fault at `n`, or a permission or access-flag fault on the
 * leaf `old`.
 * @returns 0, -EAGAIN (the guest runs on and faults again), INJECTED, MMIO, or an error that fails KVM_RUN.
 */
export function* kvm_handle_guest_abort(
  kvm: Kvm,
  vcpu: Vcpu,
  n: number,
  write: boolean,
  old: Leaf | null,
): Task<number> {
  const mmu = vcpu.hw_mmu!;
  const { memslots, slots_change } = kvm;
  let nested: S2Trans | null = null;
  let canonical = n;
  let result = 0;
  vcpu.tracking_error = 0;
  kvm.ghost.faultBegins(kvm.guests[vcpu.context.vmid]!);
  if (slots_change) {
    yield* srcu_read_lock(kvm.srcu);
  }
  if (mmu instanceof ShadowMmu && mmu.nested_stage2_enabled) {
    const walked = yield* kvm_walk_nested_s2(kvm, kvm.guests[vcpu.context.vmid]!, n);
    nested = typeof walked === "number" ? null : walked;
    if (typeof walked === "number") {
      result = walked;
    } else if (nested === null || (write && (nested.perm & W) === 0)) {
      result = INJECTED;
    } else {
      canonical = nested.output;
    }
  }
  if (result === 0) {
    const slot = slots_change ? yield* gfn_to_memslot(memslots, canonical) : slotAt(memslots, canonical);
    vcpu.dirty_bitmap = bitmapAt(memslots, canonical);
    vcpu.hva = hvaOf(memslots, canonical);
    if (slot !== "valid") {
      result = MMIO;
    } else if (old?.old === true) {
      result = yield* handle_access_fault(kvm, mmu, n);
    } else {
      result = yield* user_mem_abort(kvm, vcpu, n, canonical, nested, old, write);
    }
  }
  if (slots_change) {
    yield* srcu_read_unlock(kvm.srcu);
  }
  kvm.world.emit("fault_return", { vcpu, mmu, n, result, tracking_error: vcpu.tracking_error });
  return result;
}
