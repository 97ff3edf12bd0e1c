import type { Op } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { cmpxchg, READ_ONCE, WRITE_ONCE, xchg } from "../../src/kernel/cell.ts";
import { spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import { __kvm_flush_vm_context } from "./guests.ts";
import { NUM_USER_VMIDS, VMID_ACTIVE_INVALID, VMID_FIRST_VERSION, vmid2idx } from "./state.ts";
import type { Host } from "./state.ts";

function* vmid_gen_match({ vmid_generation }: Host, id: number): Task<boolean> {
  return id - vmid2idx(id) === (yield* READ_ONCE(vmid_generation));
}

/**
 * `kvm_arm_vmid_update` (vmid.c, 7.3.4): the VMID of a VM in this generation, which this CPU is about to use. Whether it is new. A
 * rollover that comes between the look at the generation and the cmpxchg has left 0 behind, and the lock is taken.
 */
export function* kvm_arm_vmid_update(host: Host, vm: number, cpu: number): Task<boolean> {
  const { knobs, vms, active_vmids, cpu_vmid_lock } = host;
  const { id } = vms[vm]!;
  const active = active_vmids[cpu]!;
  let vmid = yield* READ_ONCE(id);
  const old = yield* READ_ONCE(active);
  if (old !== 0 && (yield* vmid_gen_match(host, vmid))) {
    if (knobs.activate === "store") {
      yield* WRITE_ONCE(active, vmid);
      return false;
    }
    if ((yield* cmpxchg(active, old, vmid)) !== 0) {
      return false;
    }
    host.world.sometimes("a rollover came in between");
  }
  yield* spin_lock(cpu_vmid_lock);
  vmid = yield* READ_ONCE(id);
  const isNew = !(yield* vmid_gen_match(host, vmid));
  if (isNew) {
    vmid = yield* new_vmid(host, vm, vmid);
  }
  yield* WRITE_ONCE(active, vmid);
  yield* spin_unlock(cpu_vmid_lock);
  return isNew;
}

/** The same VMID again where that is possible: other vCPUs of the VM may run with it. */
function* new_vmid(host: Host, vm: number, old: number): Task<number> {
  const { vmid_map, vms, vmid_generation } = host;
  const { id } = vms[vm]!;
  let generation = yield* READ_ONCE(vmid_generation);
  if (old !== 0) {
    const again = generation + vmid2idx(old);
    if (check_update_reserved_vmid(host, old, again) || !vmid_map[vmid2idx(old)]!) {
      vmid_map[vmid2idx(old)] = true;
      yield* WRITE_ONCE(id, again);
      return again;
    }
  }
  let vmid = find_next_zero_bit(vmid_map, host.cur_idx);
  if (vmid === NUM_USER_VMIDS) {
    generation += VMID_FIRST_VERSION;
    yield* WRITE_ONCE(vmid_generation, generation);
    yield* flush_context(host);
    vmid = find_next_zero_bit(vmid_map, 1);
  }
  vmid_map[vmid] = true;
  host.cur_idx = vmid;
  yield* WRITE_ONCE(id, generation + vmid);
  return generation + vmid;
}

function find_next_zero_bit(map: readonly boolean[], from: number): number {
  const found = map.indexOf(false, from);
  return found < 0 ? NUM_USER_VMIDS : found;
}

function check_update_reserved_vmid({ reserved_vmids }: Host, id: number, again: number): boolean {
  let hit = false;
  for (const [cpu, reserved] of reserved_vmids.entries()) {
    if (reserved === id) {
      hit = true;
      reserved_vmids[cpu] = again;
    }
  }
  return hit;
}

/** A rollover: all VMIDs are free again but those that CPUs are using. */
function* flush_context(host: Host): Task {
  const { vmid_map, active_vmids, reserved_vmids, guests, world } = host;
  vmid_map.fill(false);
  for (const [cpu, active] of active_vmids.entries()) {
    const vmid = (yield* xchg(active, 0)) || reserved_vmids[cpu]!;
    vmid_map[vmid2idx(vmid)] = true;
    reserved_vmids[cpu] = vmid;
  }
  yield* __kvm_flush_vm_context(guests);
  world.sometimes("the VMIDs rolled over");
}

/** `kvm_arm_vmid_clear_active`: the CPU leaves the VM. */
export const kvm_arm_vmid_clear_active = ({ active_vmids }: Host, cpu: number): Op<void> =>
  WRITE_ONCE(active_vmids[cpu]!, VMID_ACTIVE_INVALID);
