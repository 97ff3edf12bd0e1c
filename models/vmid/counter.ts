import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import { __kvm_flush_vm_context, force_vm_exit } from "./guests.ts";
import { NUM_USER_VMIDS, VMID_FIRST_VERSION } from "./state.ts";
import type { Host } from "./state.ts";

export function* need_new_vmid_gen({ vms, vmid_generation }: Host, vm: number): Task<boolean> {
  const generation = yield* READ_ONCE(vmid_generation);
  return (yield* READ_ONCE(vms[vm]!.vmid_gen)) !== generation;
}

/** `update_vttbr` (virt/kvm/arm/arm.c, 4.20), with one lock instead of the two sides of a rwlock. */
export function* update_vttbr(host: Host, vm: number): Task {
  if (!(yield* need_new_vmid_gen(host, vm))) {
    return;
  }
  yield* spin_lock(host.cpu_vmid_lock);
  if (yield* need_new_vmid_gen(host, vm)) {
    if (host.next_vmid === 0) {
      yield* roll_over(host);
    }
    yield* give_vmid(host, vm);
  }
  yield* spin_unlock(host.cpu_vmid_lock);
}

/** With the first VMID of a generation nobody runs, and no TLB has anything. */
function* roll_over(host: Host): Task {
  const { vmid_generation, guests, world } = host;
  yield* WRITE_ONCE(vmid_generation, (yield* READ_ONCE(vmid_generation)) + VMID_FIRST_VERSION);
  host.next_vmid = 1;
  yield* force_vm_exit(guests);
  yield* __kvm_flush_vm_context(guests);
  world.sometimes("the VMIDs rolled over");
}

function* give_vmid(host: Host, vm: number): Task {
  const { knobs, vms, vmid_generation } = host;
  const { vmid_gen, vttbr } = vms[vm]!;
  const generation = yield* READ_ONCE(vmid_generation);
  const vmid = host.next_vmid;
  host.next_vmid = (vmid + 1) % NUM_USER_VMIDS;
  if (knobs.publish === "first") {
    yield* WRITE_ONCE(vmid_gen, generation);
  }
  yield* WRITE_ONCE(vttbr, vmid);
  if (knobs.publish === "last") {
    yield* WRITE_ONCE(vmid_gen, generation);
  }
}
