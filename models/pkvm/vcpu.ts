import { Op, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Shared } from "../../src/core/shared.ts";
import type { Allocation } from "../../src/core/shared.ts";
import type { Task } from "../../src/core/task.ts";
import { cell, READ_ONCE, smp_load_acquire, smp_store_release, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { EINVAL } from "../../src/kernel/errno.ts";
import { spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import type { Hyp } from "./state.ts";

/** `struct pkvm_hyp_vcpu`, in memory that the host has donated; the host's own struct is pinned while it lives. */
export class HypVcpu extends Shared {
  /** Whether its fields are set. */
  readonly ready: Cell<boolean>;
  pin: Allocation | null = null;

  constructor(hyp: Hyp) {
    super(hyp.world, "hyp_vcpu");
    this.ready = cell(hyp.world, "hyp_vcpu.ready", false);
  }
}

function pinKind(name: string, change: (vcpu: HypVcpu) => void): OpKind {
  return {
    name,
    access: WRITE,
    ready: null,
    perform(op) {
      change(op.object as HypVcpu);
      return undefined;
    },
    describe: () => `${name}(host_vcpu)`,
  };
}

const PIN = pinKind("hyp_pin_shared_mem", (vcpu) => {
  vcpu.pin = { label: "the pin on host_vcpu", freed: false };
  vcpu.world.allocations.add(vcpu.pin);
});

const UNPIN = pinKind("hyp_unpin_shared_mem", (vcpu) => {
  vcpu.world.allocations.delete(vcpu.pin!);
});

/** `__pkvm_init_vcpu` (nvhe/pkvm.c, 7.3.4). With `invalid` the host asks for what it cannot have, which is seen late. */
export function* init_vcpu(hyp: Hyp, invalid: boolean): Task<number> {
  const vcpu = new HypVcpu(hyp);
  const { knobs, vm_locks } = hyp;
  const lock = vm_locks[0]!;
  yield* new Op<void>(PIN, vcpu);
  yield* spin_lock(lock);
  if (invalid || (yield* READ_ONCE(hyp.vcpu)) !== null) {
    yield* spin_unlock(lock);
    hyp.world.sometimes("a vCPU could not be made");
    if (knobs.pinError === "unpin") {
      yield* new Op<void>(UNPIN, vcpu);
    }
    return -EINVAL;
  }
  if (knobs.publish === "first") {
    yield* smp_store_release(hyp.vcpu, vcpu);
  }
  yield* WRITE_ONCE(vcpu.ready, true);
  if (knobs.publish === "last") {
    yield* smp_store_release(hyp.vcpu, vcpu);
  }
  yield* spin_unlock(lock);
  return 0;
}

/** `pkvm_load_hyp_vcpu`: another CPU finds it without a lock. */
export function* load_vcpu(hyp: Hyp): Task {
  const vcpu = yield* smp_load_acquire(hyp.vcpu);
  if (vcpu !== null) {
    const ready = yield* READ_ONCE(vcpu.ready);
    hyp.world.sometimes("a vCPU was loaded");
    hyp.world.emit("vcpu_loaded", { ready });
  }
}

/** The VM is torn down. */
export function* destroy_vcpu(hyp: Hyp): Task {
  const vcpu = yield* READ_ONCE(hyp.vcpu);
  if (vcpu !== null) {
    yield* new Op<void>(UNPIN, vcpu);
  }
}
