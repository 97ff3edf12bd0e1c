import type { World } from "../../src/core/world.ts";
import { Cell, cell } from "../../src/kernel/cell.ts";
import { Spinlock } from "../../src/kernel/spinlock.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { Guests } from "./guests.ts";
import type { VmidDesign } from "./design.ts";
import type { VmidKnobs } from "./knobs.ts";

/** VMs, each with a VMID of its own or none. */
export const VMS = 2;
/** VMIDs that hardware has, with 0, which is the host's; more are left than there are CPUs. */
export const NUM_USER_VMIDS = 5;
/** An id is a VMID and, above it, its generation, which counts in these. */
export const VMID_FIRST_VERSION = 16;
/** In `active_vmids` of a CPU that runs no guest: VMID 0 of the first generation, which is not 0 and no VM's. */
export const VMID_ACTIVE_INVALID = 16;

export const vmid2idx = (id: number): number => id % VMID_FIRST_VERSION;

/** A VMID with its generation, printed `generation:VMID`. */
class Id extends Cell<number> {
  override print(value: number): string {
    return `${Math.floor(value / VMID_FIRST_VERSION)}:${vmid2idx(value)}`;
  }
}

/** `struct kvm_vmid`, and what was in its place until 2021. */
interface KvmVmid {
  readonly id: Cell<number>;
  readonly vmid_gen: Cell<number>;
  /** Of VTTBR_EL2 the VMID. */
  readonly vttbr: Cell<number>;
}

/** The VMID allocator of a host (arch/arm64/kvm/vmid.c), its VMs and CPUs; each vCPU has a CPU to itself. */
export class Host {
  readonly world: World;
  readonly knobs: VmidKnobs;
  readonly vms: readonly KvmVmid[];
  readonly cpu_vmid_lock: Spinlock;
  readonly vmid_generation: Cell<number>;
  /** By CPU. */
  readonly active_vmids: readonly Cell<number>[];
  /** By CPU: what it used at the last rollover; cpu_vmid_lock. */
  readonly reserved_vmids: number[];
  /** By VMID: whether it is given in this generation; cpu_vmid_lock. */
  readonly vmid_map: boolean[];
  /** Where the search begins; cpu_vmid_lock. */
  cur_idx = 1;
  /** Of the counter: the VMID that is given next, 0 if there is none left; kvm_vmid_lock, which is `cpu_vmid_lock` here. */
  next_vmid: number;
  readonly guests: Guests;

  constructor(world: World, { settings, tasks }: Scenario, { knobs }: VmidDesign) {
    this.world = world;
    this.knobs = knobs;
    const left = Number(settings["left"]);
    const given = NUM_USER_VMIDS - left;
    this.vms = Array.from({ length: VMS }, (_, vm) => vmidOf(world, vm, settings[`vm${vm}`] === true));
    this.cpu_vmid_lock = new Spinlock(world, knobs.allocator === "bitmap" ? "cpu_vmid_lock" : "kvm_vmid_lock");
    this.vmid_generation = new Id(world, "vmid_generation", VMID_FIRST_VERSION);
    this.active_vmids = tasks.map((_, cpu) => new Id(world, "active_vmids", VMID_ACTIVE_INVALID, cpu));
    this.reserved_vmids = tasks.map(() => 0);
    this.vmid_map = Array.from({ length: NUM_USER_VMIDS }, (_, vmid) => vmid < given);
    this.next_vmid = given % NUM_USER_VMIDS;
    this.guests = new Guests(world, tasks.length);
  }
}

/** VM 0 may have VMID 1 in the first generation, VM 1 VMID 2. */
function vmidOf(world: World, vm: number, has: boolean): KvmVmid {
  const vmid = has ? vm + 1 : 0;
  return {
    id: new Id(world, "vmid.id", has ? VMID_FIRST_VERSION + vmid : 0, vm),
    vmid_gen: new Id(world, "vmid_gen", has ? VMID_FIRST_VERSION : 0, vm),
    vttbr: cell(world, "vttbr", vmid, vm),
  };
}
