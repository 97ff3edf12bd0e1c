import type { Domain, RoleSpec } from "../../../src/scenario/model.ts";
import type { Values } from "../../../src/scenario/scenario.ts";
import { tiny } from "../../stage2/geometry.ts";
import { alignDown, type IpaRange } from "../../stage2/interval.ts";
import { age, set_access_flag_ahead } from "../fault/aging.ts";
import { CANONICAL, numberOf } from "./config.ts";
import { formatRange } from "../../stage2/format.ts";
import { hex } from "../../stage2/leaf.ts";
import { collapse_huge_page, split_huge_pmd, zap_page_range } from "../fault/gup.ts";
import { delete_memslot } from "../host/memslot-delete.ts";
import { set_dirty_logging, sync_dirty_log } from "../host/dirty-log.ts";
import { kvm_gmem_punch_hole } from "../host/gmem.ts";
import { invalidate } from "../host/notifier.ts";
import type { Kvm } from "../state.ts";

/** A page, sizes around a block, a chunk, everything. */
const PAGES: Domain = { oneOf: [1, 2, ...tiny.blocks, tiny.blocks[0]! + 1, tiny.chunk, tiny.canonicalSize] };

const ALL: IpaRange = { start: 0, size: tiny.canonicalSize };

const BLOCK = tiny.blocks[0] ?? tiny.page;

function canonicalRange(args: Values): IpaRange {
  const start = numberOf(args, "c");
  return { start, size: Math.min(numberOf(args, "pages"), tiny.canonicalSize - start) };
}

const blockOf = (args: Values): IpaRange => ({ start: alignDown(numberOf(args, "c"), BLOCK), size: BLOCK });

/** A thread of the host that changes what backs L1's memory. */
export const notifierRole: RoleSpec<Kvm> = {
  title: "notifier",
  max: 2,
  maxCommands: 3,
  commands: {
    invalidate: {
      args: { c: CANONICAL, pages: PAGES, may_block: "boolean" },
      weight: 5,
      run: (kvm, args) =>
        invalidate(kvm, kvm.host.unmapped(canonicalRange(args)), args.may_block === true, zap_page_range),
      print(args) {
        const range = canonicalRange(args);
        const block = args.may_block === true ? ", may block" : "";
        return `canonical ${formatRange(range)} ${range.size === 1 ? "goes" : "go"} away${block}`;
      },
    },
    reclaim: {
      family: "teardown",
      args: {},
      weight: 2,
      run: (kvm) => invalidate(kvm, ALL, true, zap_page_range),
      print: () => "all memory of the VMM goes away, may block",
    },
    collapse: {
      args: { c: CANONICAL },
      run: (kvm, args) => invalidate(kvm, blockOf(args), true, collapse_huge_page),
      print: (args) => `khugepaged gives canonical ${formatRange(blockOf(args))} a huge page`,
    },
    age: {
      family: "aging",
      args: { c: CANONICAL, pages: PAGES, flush: "boolean" },
      weight: 5,
      run: (kvm, args) => age(kvm, canonicalRange(args), args.flush === true),
      print: (args) =>
        `canonical ${formatRange(canonicalRange(args))} ages${args.flush === true ? ", TLB flushed" : ""}`,
    },
    split: {
      family: "sizes",
      args: { c: CANONICAL },
      weight: 2,
      run: (kvm, args) => invalidate(kvm, blockOf(args), true, split_huge_pmd),
      print: (args) => `the host splits the huge page of canonical ${formatRange(blockOf(args))}`,
    },
  },
};

/** The VMM's thread that takes pages out of the guest_memfd which is the VM's memory. */
export const gmemRole: RoleSpec<Kvm> = {
  title: "guest_memfd",
  max: 1,
  maxCommands: 3,
  family: "gmem",
  commands: {
    punch: {
      args: { c: CANONICAL, pages: PAGES },
      run: (kvm, args) => kvm_gmem_punch_hole(kvm, canonicalRange(args)),
      print: (args) => `a hole for canonical ${formatRange(canonicalRange(args))}`,
    },
  },
};

/** A CPU's table walker, which sets access flags ahead of any access. */
export const hardwareRole: RoleSpec<Kvm> = {
  title: "table walker",
  max: 1,
  maxCommands: 3,
  family: "aging",
  commands: {
    speculate: {
      args: { c: CANONICAL },
      run: (kvm, args) => set_access_flag_ahead(kvm, numberOf(args, "c")),
      print: (args) => `walks ahead to canonical ${hex(numberOf(args, "c"))}`,
    },
  },
};

/** The VMM's thread that migrates the VM. */
export const migrationRole: RoleSpec<Kvm> = {
  title: "migration",
  max: 1,
  maxCommands: 4,
  family: "dirty-log",
  commands: {
    start: {
      family: "dirty-log",
      args: {},
      weight: 2,
      run: (kvm) => set_dirty_logging(kvm, true),
      print: () => "all memslots log dirty pages",
    },
    sync: {
      args: {},
      weight: 3,
      run: (kvm) => sync_dirty_log(kvm),
      print: () => "takes the dirty log of all memslots",
    },
    stop: {
      args: {},
      run: (kvm) => set_dirty_logging(kvm, false),
      print: () => "no memslot logs any more",
    },
  },
};

/** The VMM's thread that changes memslots. */
export const vmmRole: RoleSpec<Kvm> = {
  title: "VMM",
  max: 1,
  maxCommands: 1,
  commands: {
    delete_memslot: {
      args: { slot: { min: 0, max: 1 } },
      run: (kvm, args) => delete_memslot(kvm, numberOf(args, "slot")),
      print: (args) => `deletes memslot ${numberOf(args, "slot")}`,
    },
  },
};
