import type { Task } from "../../src/core/task.ts";
import { READ_ONCE } from "../../src/kernel/cell.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { kvm_arm_vmid_clear_active, kvm_arm_vmid_update } from "./bitmap.ts";
import { need_new_vmid_gen, update_vttbr } from "./counter.ts";
import { enter_guest, exit_guest, local_irq_disable, local_irq_enable } from "./guests.ts";
import { vmid2idx } from "./state.ts";
import type { Host } from "./state.ts";

/** KVM_RUN of a vCPU, from vcpu_load to vcpu_put, with one entry to the guest. */
export function run(host: Host, { vm }: Values, cpu: number): Task {
  return host.knobs.allocator === "bitmap" ? runBitmap(host, Number(vm), cpu) : runCounter(host, Number(vm), cpu);
}

/** `kvm_arch_vcpu_load`, `kvm_arch_vcpu_ioctl_run` and `kvm_arch_vcpu_put` (arm.c, 7.3.4; VHE). */
function* runBitmap(host: Host, vm: number, cpu: number): Task {
  const { guests, knobs, vms } = host;
  const { id } = vms[vm]!;
  if (knobs.bind === "beforeLoad") {
    yield* kvm_arm_vmid_update(host, vm, cpu);
  }
  let vttbr = yield* READ_ONCE(id);
  if (knobs.bind === "afterLoad" && (yield* kvm_arm_vmid_update(host, vm, cpu))) {
    vttbr = yield* READ_ONCE(id);
  }
  yield* enter_guest(guests, cpu, vm, vmid2idx(vttbr));
  yield* exit_guest(guests, cpu);
  yield* kvm_arm_vmid_clear_active(host, cpu);
}

/** `kvm_arch_vcpu_ioctl_run` (virt/kvm/arm/arm.c, 4.20). */
function* runCounter(host: Host, vm: number, cpu: number): Task {
  const { guests, vms } = host;
  for (;;) {
    yield* update_vttbr(host, vm);
    yield* local_irq_disable(guests, cpu);
    if (!(yield* need_new_vmid_gen(host, vm))) {
      break;
    }
    yield* local_irq_enable(guests, cpu);
    host.world.sometimes("a rollover came in between");
  }
  yield* enter_guest(guests, cpu, vm, yield* READ_ONCE(vms[vm]!.vttbr));
  yield* exit_guest(guests, cpu);
  yield* local_irq_enable(guests, cpu);
}
