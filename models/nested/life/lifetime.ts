import { Op, READ, WAITS, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import { Shared } from "../../../src/core/shared.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { Refcount, refcount_dec_and_test } from "../../../src/kernel/refcount.ts";
import { Srcu, srcu_read_lock, srcu_read_unlock, synchronize_srcu } from "../../../src/kernel/srcu.ts";
import { zap_page_range } from "../fault/gup.ts";
import type { LifeConfig } from "../scenario/life-config.ts";
import { kvm_vcpu_put_hw_mmu } from "../vcpu/load.ts";
import type { Kvm } from "../state.ts";
import { kvm_mmu_notifier_release } from "./notifier-release.ts";

/** Roles that threads of the VMM play; the others are the host's. */
const THREADS = new Set(["vcpu", "l1", "vmm", "slots", "init", "reset"]);
const isThread = (role: string): boolean => THREADS.has(role);

/** Threads of the VMM's process in KVM: vCPUs and whoever makes ioctls. Its mm, and the descriptors of the VM, outlive them. */
export class Threads extends Shared {
  /** By task: commands that it still has to do. */
  readonly commands: number[];
  left: number;

  constructor(world: World, { roles, commands }: LifeConfig) {
    super(world, "threads");
    this.commands = roles.map((role, task) => (isThread(role) ? commands[task]! : 0));
    this.left = this.commands.filter((count) => count > 0).length;
  }

  override get free(): boolean {
    return this.left === 0;
  }
}

/** Who keeps the VM, and whether its notifier is registered with the mm (mm/mmu_notifier.c, 7.3.4). */
export class Lifetime extends Shared {
  readonly threads: Threads;
  /** `kvm->users_count`; one for all descriptors. */
  readonly users_count: Refcount;
  /** The srcu of all MMU notifiers. */
  readonly notifier_srcu: Srcu;
  /** The subscription is in the list of the mm. */
  hashed = true;
  isClosed = false;

  constructor(world: World, config: LifeConfig) {
    super(world, "mmu_notifier");
    this.threads = new Threads(world, config);
    this.users_count = new Refcount(world, "users_count", 1);
    this.notifier_srcu = new Srcu(world, "mmu_notifier_srcu");
  }
}

const EXIT: OpKind = {
  name: "do_exit",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    (op.object as Threads).left--;
    return undefined;
  },
  describe: () => "leaves KVM for good",
};

const JOIN: OpKind = {
  name: "last_thread",
  access: READ | WAITS,
  ready: (op) => op.object.free,
  perform: () => undefined,
  describe: () => "no thread of the VMM is left",
};

const LOOK: OpKind = {
  name: "hlist_unhashed",
  access: READ,
  ready: null,
  perform: ({ object }) => (object as Lifetime).hashed,
  describe: (_op, hashed) =>
    `hlist_unhashed(mmu_notifier)${hashed === undefined ? "" : ` = ${String(hashed !== true)}`}`,
};

const UNHASH: OpKind = {
  name: "hlist_del_init_rcu",
  access: WRITE,
  ready: null,
  perform(op) {
    (op.object as Lifetime).hashed = false;
    return undefined;
  },
  describe: () => "hlist_del_init_rcu(mmu_notifier)",
};

export const is_hashed = (lifetime: Lifetime): Op<boolean> => new Op<boolean>(LOOK, lifetime);

/** A command of one of the VMM's threads; behind its last one the thread puts its shadow and goes. */
export function* then_exit(kvm: Kvm, task: number, command: Task): Task {
  yield* command;
  const { threads } = kvm.lifetime!;
  threads.commands[task]! -= 1;
  if (threads.commands[task] === 0) {
    yield* kvm_vcpu_put_hw_mmu(kvm.vcpus[task]!);
    yield* new Op<void>(EXIT, threads);
  }
}

/** `exit_mmap`: every notifier of the mm is released (mn_hlist_release), then the memory goes without further notice. */
export function* exit_mmap(kvm: Kvm, lifetime: Lifetime): Task {
  const { threads, notifier_srcu } = lifetime;
  yield* new Op<void>(JOIN, threads);
  yield* srcu_read_lock(notifier_srcu);
  if (yield* is_hashed(lifetime)) {
    yield* kvm_mmu_notifier_release(kvm);
  }
  yield* new Op<void>(UNHASH, lifetime);
  yield* srcu_read_unlock(notifier_srcu);
  yield* synchronize_srcu(notifier_srcu);
  yield* zap_page_range(kvm.host, { start: 0, size: kvm.geometry.canonicalSize });
}

/** The last descriptor is closed, if that has not been. */
export function* last_close(kvm: Kvm, lifetime: Lifetime): Task {
  if (!lifetime.isClosed) {
    lifetime.isClosed = true;
    yield* new Op<void>(JOIN, lifetime.threads);
    yield* kvm_put_kvm(kvm, lifetime);
  }
}

/** The last reference takes the notifier away (`kvm_destroy_vm`); what follows is destroy.ts. */
export function* kvm_put_kvm(kvm: Kvm, lifetime: Lifetime): Task {
  if (yield* refcount_dec_and_test(lifetime.users_count)) {
    yield* mmu_notifier_unregister(kvm, lifetime);
  }
}

function* mmu_notifier_unregister(kvm: Kvm, lifetime: Lifetime): Task {
  const { notifier_srcu } = lifetime;
  if (yield* is_hashed(lifetime)) {
    yield* srcu_read_lock(notifier_srcu);
    yield* kvm_mmu_notifier_release(kvm);
    yield* srcu_read_unlock(notifier_srcu);
    yield* new Op<void>(UNHASH, lifetime);
  }
  yield* synchronize_srcu(notifier_srcu);
}
