import type { Domain, RoleSpec } from "../../../src/scenario/model.ts";
import type { Values } from "../../../src/scenario/scenario.ts";
import { tiny } from "../../stage2/geometry.ts";
import { alignDown, type IpaRange } from "../../stage2/interval.ts";
import { hex } from "../../stage2/leaf.ts";
import { EL2_PAGES, write_el2_entry } from "../guest/el2-table.ts";
import { CANONICAL, guestEntry, NESTED, numberOf } from "./config.ts";
import { formatRange } from "../../stage2/format.ts";
import {
  age_guest_entry,
  clear_guest_entry,
  retire_guest_table,
  split_guest_block,
  write_guest_entry,
} from "../guest/l1.ts";
import { access_pair, access_run, access_twice, guest_access, neighbour, prefetch } from "../guest/l2.ts";
import { switch_context, switch_interrupted, wait_for_interrupt } from "../vcpu/load.ts";
import type { Kvm } from "../state.ts";
import { handle_alle1is, handle_ipas2e1is, handle_ripas2e1is, handle_vmalls12e1is } from "../mmu/tlbi.ts";
import { CONTEXTS } from "../vcpu/vcpu.ts";
import { vncr_access } from "../vcpu/vncr-abort.ts";
import { kvm_handle_s1e2_tlbi } from "../vcpu/vncr.ts";

const VM: Domain = { min: 0, max: 1 };
/** Sizes that the TTL field of IPAS2E1 may stand for; 0 for none. */
const TTL: Domain = { oneOf: [0, tiny.page, ...tiny.blocks] };
/** A page, sizes around a block and a chunk, everything. */
const PAGES: Domain = {
  oneOf: [1, 2, ...tiny.blocks, tiny.blocks[0]! + 1, tiny.chunk, 2 * tiny.chunk, tiny.nestedSize],
};

const VA: Domain = { min: 0, max: EL2_PAGES - 1 };
const va = (args: Values): number => numberOf(args, "va");
/** Where the last chunk begins, to where nothing can be any more. */
const FAR: Domain = { min: tiny.nestedSize - tiny.chunk, max: tiny.nestedSize + tiny.chunk, hex: true };
const farRange = (args: Values): IpaRange => ({ start: numberOf(args, "base"), size: numberOf(args, "pages") });

const n = (args: Values): number => numberOf(args, "n");
const vm = (args: Values): number => numberOf(args, "vm");

function nestedRange(args: Values): { readonly start: number; readonly size: number } {
  const start = n(args);
  return { start, size: Math.min(numberOf(args, "pages"), tiny.nestedSize - start) };
}

/** Where in a run that L1 maps an access begins, and how far it goes. */
const SKIP: Domain = { min: 0, max: tiny.chunk - 1 };
const RUN: Domain = { min: 2, max: 4 };

function runOf(args: Values): IpaRange {
  const start = Math.min(n(args) + numberOf(args, "skip"), tiny.nestedSize - tiny.page);
  return { start, size: Math.min(numberOf(args, "pages"), tiny.nestedSize - start) };
}

const BLOCK = tiny.blocks[0] ?? tiny.page;

const blockAround = (args: Values): IpaRange => ({ start: alignDown(n(args), BLOCK), size: BLOCK });

/** A vCPU that L1 lends to its guests. */
export const vcpuRole: RoleSpec<Kvm> = {
  title: "vCPU",
  max: 2,
  maxCommands: 5,
  commands: {
    access: {
      args: { n: NESTED, write: "boolean" },
      weight: 5,
      run: (kvm, args, task) => guest_access(kvm, kvm.vcpus[task]!, n(args), args.write === true),
      print: (args) => `L2 ${args.write === true ? "writes" : "reads"} nested ${hex(n(args))}`,
    },
    access_pair: {
      family: "guest-sizes",
      args: { n: NESTED, write: "boolean" },
      weight: 4,
      run: (kvm, args, task) => access_pair(kvm, kvm.vcpus[task]!, n(args), args.write === true),
      print(args) {
        const what = args.write === true ? "writes" : "reads";
        return `L2 ${what} nested ${hex(n(args))} and ${hex(neighbour(n(args)))}`;
      },
    },
    access_run: {
      family: "runs",
      args: { n: NESTED, skip: SKIP, pages: RUN, write: "boolean" },
      weight: 5,
      run: (kvm, args, task) => access_run(kvm, kvm.vcpus[task]!, runOf(args), args.write === true),
      print: (args) =>
        `L2 ${args.write === true ? "writes" : "reads"} nested ${formatRange(runOf(args))}, page by page`,
    },
    prefetch: {
      family: "tlb",
      args: { n: NESTED },
      weight: 2,
      run: (kvm, args, task) => prefetch(kvm, kvm.vcpus[task]!, n(args)),
      print: (args) => `walks ahead to nested ${hex(n(args))}`,
    },
    vncr: {
      family: "vncr",
      args: { va: VA },
      weight: 5,
      run: (kvm, args, task) => vncr_access(kvm, task, va(args)),
      print: (args) => `uses VNCR page ${va(args)}`,
    },
    enter: {
      args: { context: { min: 0, max: CONTEXTS.length - 1 } },
      run: (kvm, args, task) => switch_context(kvm, kvm.vcpus[task]!, numberOf(args, "context")),
      print: (args) => `enters ${CONTEXTS[numberOf(args, "context")]!.title}`,
    },
    wfi: {
      family: "load",
      args: {},
      run: (kvm, _args, task) => wait_for_interrupt(kvm, kvm.vcpus[task]!),
      print: () => "L2 waits for an interrupt",
    },
    enter_interrupted: {
      family: "load",
      args: { context: { min: 0, max: CONTEXTS.length - 1 } },
      weight: 2,
      run: (kvm, args, task) => switch_interrupted(kvm, kvm.vcpus[task]!, numberOf(args, "context")),
      print: (args) => `enters ${CONTEXTS[numberOf(args, "context")]!.title}, by way of user space`,
    },
  },
};

/** A vCPU that runs L1 itself: it writes the tables of its guests and gives the TLBIs that it owes. */
export const l1Role: RoleSpec<Kvm> = {
  title: "L1",
  max: 1,
  maxCommands: 5,
  commands: {
    unmap: {
      args: { vm: VM, n: NESTED },
      weight: 2,
      run: (kvm, args) => clear_guest_entry(kvm, vm(args), n(args)),
      print: (args) => `VM ${vm(args)}: clears the entry of nested ${hex(n(args))}`,
    },
    map: {
      args: { vm: VM, n: NESTED, c: CANONICAL, block: "boolean", ro: "boolean" },
      weight: 4,
      run: (kvm, args) => write_guest_entry(kvm, entryOf(args)),
      print(args) {
        const { n: nested, c, isBlock, ro } = entryOf(args);
        const what = `${isBlock ? "block" : "page"} nested ${hex(nested)} to canonical ${hex(c)}`;
        return `VM ${vm(args)}: maps ${what}${ro ? ", read-only" : ""}`;
      },
    },
    reuse: {
      family: "aging",
      args: { c: CANONICAL, write: "boolean" },
      weight: 6,
      run: (kvm, args, task) => access_twice(kvm, kvm.vcpus[task]!, numberOf(args, "c"), args.write === true),
      print: (args) => `L1 ${args.write === true ? "writes" : "reads"} canonical ${hex(numberOf(args, "c"))} twice`,
    },
    vncr_map: {
      family: "vncr",
      args: { va: VA, c: CANONICAL },
      weight: 3,
      run: (kvm, args) => write_el2_entry(kvm.vncr!.el2, va(args), numberOf(args, "c")),
      print: (args) => `EL2: maps VNCR page ${va(args)} to canonical ${hex(numberOf(args, "c"))}`,
    },
    vncr_tlbi: {
      family: "vncr",
      args: { va: VA },
      weight: 3,
      run: (kvm, args) => kvm_handle_s1e2_tlbi(kvm, va(args)),
      print: (args) => `TLBI VAE2IS of VNCR page ${va(args)}`,
    },
    vncr_tlbi_all: {
      family: "vncr",
      args: {},
      run: (kvm) => kvm_handle_s1e2_tlbi(kvm, null),
      print: () => "TLBI ALLE2IS",
    },
    age: {
      family: "walk",
      args: { vm: VM, n: NESTED },
      weight: 4,
      run: (kvm, args) => age_guest_entry(kvm, vm(args), n(args)),
      print: (args) => `VM ${vm(args)}: clears the access flag of nested ${hex(n(args))}`,
    },
    retire: {
      family: "walk",
      args: { vm: VM, n: NESTED, c: CANONICAL },
      weight: 2,
      run: (kvm, args) => retire_guest_table(kvm, vm(args), n(args), numberOf(args, "c")),
      print: (args) =>
        `VM ${vm(args)}: takes the table of nested ${formatRange(blockAround(args))} away, and reuses it`,
    },
    tlbi_range_far: {
      family: "walk",
      args: { vm: VM, base: FAR, pages: PAGES },
      weight: 2,
      run: (kvm, args) => handle_ripas2e1is(kvm, vm(args), farRange(args)),
      print: (args) => `VM ${vm(args)}: TLBI RIPAS2E1IS ${formatRange(farRange(args))}`,
    },
    tlbi_ipa_large: {
      family: "walk",
      args: { vm: VM, n: NESTED },
      weight: 2,
      run: (kvm, args) => handle_ipas2e1is(kvm, vm(args), n(args), 2 * tiny.chunk),
      print: (args) => `VM ${vm(args)}: TLBI IPAS2E1IS ${hex(n(args))}, TTL for two chunks`,
    },
    split: {
      family: "guest-sizes",
      args: { vm: VM, n: NESTED, ro: "boolean", bbm: "boolean" },
      weight: 4,
      run: (kvm, args) => split_guest_block(kvm, vm(args), n(args), args.ro === true, args.bbm === true),
      print(args) {
        const how = `${args.ro === true ? ", read-only" : ""}${args.bbm === true ? ", break before make" : ""}`;
        return `VM ${vm(args)}: splits the block of nested ${formatRange(blockAround(args))}${how}`;
      },
    },
    tlbi_ipa: {
      args: { vm: VM, n: NESTED, ttl: TTL },
      weight: 3,
      run: (kvm, args) => handle_ipas2e1is(kvm, vm(args), n(args), numberOf(args, "ttl") || null),
      print: (args) => `VM ${vm(args)}: TLBI IPAS2E1IS ${hex(n(args))}${printTtl(args)}`,
    },
    tlbi_range: {
      args: { vm: VM, n: NESTED, pages: PAGES },
      weight: 2,
      run: (kvm, args) => handle_ripas2e1is(kvm, vm(args), nestedRange(args)),
      print: (args) => `VM ${vm(args)}: TLBI RIPAS2E1IS ${formatRange(nestedRange(args))}`,
    },
    tlbi_vm: {
      args: { vm: VM },
      run: (kvm, args) => handle_vmalls12e1is(kvm, vm(args)),
      print: (args) => `VM ${vm(args)}: TLBI VMALLS12E1IS`,
    },
    tlbi_all: {
      args: {},
      run: (kvm) => handle_alle1is(kvm),
      print: () => "TLBI ALLE1IS",
    },
    access: {
      args: { c: CANONICAL, write: "boolean" },
      run: (kvm, args, task) => guest_access(kvm, kvm.vcpus[task]!, numberOf(args, "c"), args.write === true),
      print: (args) => `L1 ${args.write === true ? "writes" : "reads"} canonical ${hex(numberOf(args, "c"))}`,
    },
  },
};

const { tlbi_ipa, tlbi_range, tlbi_vm, tlbi_all } = l1Role.commands;

/** Another CPU of L1, which has TLBIs to give while the first is at one. */
export const tlbiRole: RoleSpec<Kvm> = {
  title: "other CPU of L1",
  max: 2,
  maxCommands: 2,
  family: "tlbis",
  commands: {
    tlbi_vm: { ...tlbi_vm!, weight: 3 },
    tlbi_all: { ...tlbi_all!, weight: 3 },
    tlbi_range: { ...tlbi_range!, weight: 3 },
    tlbi_ipa: { ...tlbi_ipa!, weight: 1 },
  },
};

function entryOf(args: Values): ReturnType<typeof guestEntry> {
  return guestEntry(tiny, vm(args), n(args), numberOf(args, "c"), args.block === true, args.ro === true);
}

function printTtl(args: Values): string {
  const ttl = numberOf(args, "ttl");
  return ttl === 0 ? "" : `, TTL for size ${hex(ttl)}`;
}
