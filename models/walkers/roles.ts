import type { CommandSpec, Domains, RoleSpec } from "../../src/scenario/model.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { IA, numberOf, PAGES, rangeOf } from "./config.ts";
import { take_dirty_log } from "./dirty-log.ts";
import { guest_access } from "./guest.ts";
import { collapse_huge_page } from "./host-tables.ts";
import { kvm_age_gfn, kvm_arch_flush_shadow_all, kvm_unmap_gfn_range } from "./notifier.ts";
import { kvm_mmu_split_huge_pages } from "./split.ts";
import type { Vm } from "./state.ts";

const RANGE: Domains = { ia: IA, pages: { oneOf: [1, 2, PAGES] } };

function pages(args: Values): string {
  const [ia, count] = rangeOf(args);
  return count === 1 ? `page ${ia}` : `pages ${ia} to ${ia + count - 1}`;
}

export const vcpuRole: RoleSpec<Vm> = {
  title: "vCPU",
  max: 2,
  maxCommands: 1,
  commands: {
    access: {
      args: { ia: IA, write: "boolean", huge: "boolean" },
      run: (vm, args, task) =>
        guest_access(vm, numberOf(args, "ia"), args["write"] === true, args["huge"] === true, task),
      print: (args) =>
        `${args["write"] === true ? "writes" : "reads"} page ${numberOf(args, "ia")}${args["huge"] === true ? ", a huge page behind it" : ""}`,
    },
  },
};

const unmap: CommandSpec<Vm> = {
  args: RANGE,
  weight: 2,
  run: (vm, args) => kvm_unmap_gfn_range(vm, ...rangeOf(args)),
  print: (args) => `${pages(args)} ${rangeOf(args)[1] === 1 ? "goes" : "go"} away`,
};

const age: CommandSpec<Vm> = {
  args: RANGE,
  weight: 2,
  run: (vm, args) => kvm_age_gfn(vm, ...rangeOf(args)),
  print: (args) => `${pages(args)} ${rangeOf(args)[1] === 1 ? "is" : "are"} aged`,
};

const release: CommandSpec<Vm> = {
  args: {},
  run: kvm_arch_flush_shadow_all,
  print: () => "the mm goes away",
};

export const notifierRole: RoleSpec<Vm> = {
  title: "notifier",
  max: 1,
  maxCommands: 1,
  commands: { unmap, age, release },
};

/** Unmapping and aging as tasks of their own. */
export const unmapperRole: RoleSpec<Vm> = { ...notifierRole, commands: { unmap, release } };
export const agerRole: RoleSpec<Vm> = { title: "kswapd", max: 1, maxCommands: 1, commands: { age } };

export const vmmRole: RoleSpec<Vm> = {
  title: "VMM",
  max: 1,
  maxCommands: 1,
  commands: {
    take_log: {
      args: RANGE,
      run: (vm, args) => take_dirty_log(vm, ...rangeOf(args)),
      print: (args) => `takes the dirty log of ${pages(args)}`,
    },
    split: {
      args: RANGE,
      run: (vm, args) => kvm_mmu_split_huge_pages(vm, ...rangeOf(args)),
      print: (args) => `splits blocks of ${pages(args)}`,
    },
  },
};

export const khugepagedRole: RoleSpec<Vm> = {
  title: "khugepaged",
  max: 1,
  maxCommands: 1,
  family: "collapse",
  commands: {
    collapse: {
      args: {},
      run: collapse_huge_page,
      print: () => "puts a huge page in the VMM's tables",
      family: "collapse",
    },
  },
};
