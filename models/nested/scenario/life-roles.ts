import type { Domain, RoleSpec } from "../../../src/scenario/model.ts";
import type { Values } from "../../../src/scenario/scenario.ts";
import { numberOf } from "./config.ts";
import { exit_mmap, last_close } from "../life/lifetime.ts";
import { create_memslot, move_memslot } from "../host/memslot-change.ts";
import { delete_memslot } from "../host/memslot-delete.ts";
import { kvm_ptdump_guest_show } from "../mmu/ptdump.ts";
import type { S2Mmu } from "../mmu/s2-mmu.ts";
import type { Kvm } from "../state.ts";
import { init_vcpu } from "../vcpu/vcpu-init.ts";
import { stage2_unmap_vm } from "../vcpu/vcpu-reset.ts";

/** The VMM's threads that make further vCPUs while others run. */
export const initRole: RoleSpec<Kvm> = {
  title: "VMM thread",
  family: "pool",
  max: 2,
  maxCommands: 2,
  commands: {
    init_vcpu: { args: {}, run: init_vcpu, print: () => "creates and initialises a vCPU" },
  },
};

export const resetRole: RoleSpec<Kvm> = {
  title: "vCPU reset",
  family: "reset",
  max: 1,
  maxCommands: 2,
  commands: {
    reset: { args: {}, run: stage2_unmap_vm, print: () => "initialises a vCPU again, on a host without FWB" },
  },
};

const SLOT: Domain = { min: 0, max: 1 };
const slotOf = (args: Values): number => numberOf(args, "slot");

/** The VMM's thread that plugs and unplugs memory. */
export const slotsRole: RoleSpec<Kvm> = {
  title: "memslots",
  family: "memslots",
  max: 1,
  maxCommands: 4,
  commands: {
    delete: {
      args: { slot: SLOT },
      weight: 2,
      run: (kvm, args) => delete_memslot(kvm, slotOf(args)),
      print: (args) => `deletes memslot ${slotOf(args)}`,
    },
    create: {
      family: "memslots",
      args: { slot: SLOT },
      run: (kvm, args) => create_memslot(kvm, slotOf(args)),
      print: (args) => `creates memslot ${slotOf(args)}`,
    },
    move: {
      family: "memslots",
      args: { slot: SLOT },
      run: (kvm, args) => move_memslot(kvm, slotOf(args)),
      print: (args) => `moves memslot ${slotOf(args)} to the other's place`,
    },
  },
};

/** The process of the VMM ends: its threads have gone, its memory goes. */
export const exitRole: RoleSpec<Kvm> = {
  title: "mm exit",
  family: "teardown",
  max: 1,
  maxCommands: 1,
  commands: {
    exit_mmap: { args: {}, run: (kvm) => exit_mmap(kvm, kvm.lifetime!), print: () => "the VMM's address space goes" },
  },
};

/** Whoever has a descriptor of the VM closes the last one. */
export const closeRole: RoleSpec<Kvm> = {
  title: "last close",
  family: "teardown",
  max: 1,
  maxCommands: 1,
  commands: {
    close: { args: {}, run: (kvm) => last_close(kvm, kvm.lifetime!), print: () => "the last descriptor is closed" },
  },
};

/** Somebody reads debugfs. */
export const ptdumpRole: RoleSpec<Kvm> = {
  title: "ptdump",
  family: "teardown",
  max: 1,
  maxCommands: 1,
  commands: {
    show: {
      args: { shadow: { min: 0, max: 2 } },
      run: (kvm, args) => kvm_ptdump_guest_show(kvm, kvm.lifetime!, shadowAt(kvm, numberOf(args, "shadow"))),
      print: (args) => `dumps the table of shadow ${numberOf(args, "shadow")}`,
    },
  },
};

/** There may be fewer. */
const shadowAt = ({ nested_mmus, mmu }: Kvm, index: number): S2Mmu => nested_mmus[index] ?? mmu;
