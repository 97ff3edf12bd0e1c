import { Op, READ, WAITS, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import { Shared } from "../../src/core/shared.ts";
import type { World } from "../../src/core/world.ts";

interface Running {
  readonly vm: number;
  readonly vmid: number;
}

/** What the CPUs run, by CPU, and what their TLBs may hold. */
export class Guests extends Shared {
  readonly running: (Running | null)[];
  /** CPUs with interrupts off from their last look at the generation to the exit. */
  readonly entering: boolean[];
  /** By VMID: the VM that ran with it last since all TLBs were flushed. For claims. */
  owners = new Map<number, number>();

  constructor(world: World, cpus: number) {
    super(world, "guests");
    this.running = Array.from({ length: cpus }, () => null);
    this.entering = Array.from({ length: cpus }, () => false);
  }

  override get free(): boolean {
    return !this.entering.includes(true);
  }
}

const ENTER: OpKind = {
  name: "guest enter",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const { world, running, owners } = op.object as Guests;
    const guest = op.b as Running;
    world.emit("guest_enter", guest);
    running[op.a as number] = guest;
    owners.set(guest.vmid, guest.vm);
    return undefined;
  },
  describe: (op) => `VM ${(op.b as Running).vm} runs with VMID ${(op.b as Running).vmid}`,
};

const EXIT: OpKind = {
  name: "guest exit",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    (op.object as Guests).running[op.a as number] = null;
    return undefined;
  },
  describe: () => "the guest exits",
};

const IRQS: OpKind = {
  name: "local_irq_disable",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    (op.object as Guests).entering[op.a as number] = op.b as boolean;
    return undefined;
  },
  describe: (op) => (op.b === true ? "local_irq_disable()" : "local_irq_enable()"),
};

const FORCE_EXIT: OpKind = {
  name: "force_vm_exit",
  access: READ | WAITS,
  ready: (op) => op.object.free,
  perform: () => undefined,
  describe: () => "force_vm_exit(cpu_all_mask)",
};

const FLUSH: OpKind = {
  name: "__kvm_flush_vm_context",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const guests = op.object as Guests;
    const still = guests.running.filter((one) => one !== null);
    guests.owners = new Map(still.map(({ vmid, vm }) => [vmid, vm]));
    return undefined;
  },
  describe: () => "__kvm_flush_vm_context()",
};

export const enter_guest = (guests: Guests, cpu: number, vm: number, vmid: number): Op<void> =>
  new Op<void>(ENTER, guests, cpu, { vm, vmid });
export const exit_guest = (guests: Guests, cpu: number): Op<void> => new Op<void>(EXIT, guests, cpu);
export const local_irq_disable = (guests: Guests, cpu: number): Op<void> => new Op<void>(IRQS, guests, cpu, true);
export const local_irq_enable = (guests: Guests, cpu: number): Op<void> => new Op<void>(IRQS, guests, cpu, false);

/** An interrupt to all CPUs, waited for: none is in a guest any more that was, or was about to be. */
export const force_vm_exit = (guests: Guests): Op<void> => new Op<void>(FORCE_EXIT, guests);

/** All TLBs, all VMIDs; guests that run fill theirs again. */
export const __kvm_flush_vm_context = (guests: Guests): Op<void> => new Op<void>(FLUSH, guests);
