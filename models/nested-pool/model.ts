import type { Model } from "../../src/scenario/model.ts";
import { corpus } from "./corpus.ts";
import { fixedPointers } from "./designs/fixed-pointers.ts";
import { reallocUnlocked } from "./designs/realloc-unlocked.ts";
import { swappedPointers } from "./designs/swapped-pointers.ts";
import { swappedStructs } from "./designs/swapped-structs.ts";
import type { PoolEvents } from "./events.ts";
import { init } from "./init.ts";
import { show } from "./show.ts";
import { Vm } from "./state.ts";
import type { PoolDesign } from "./state.ts";
import { destroy, exit_mmap } from "./teardown.ts";
import { put, run, unmap } from "./vcpu.ts";
import { handle_vncr_abort, tlbi_va_el2 } from "./vncr.ts";

/** The pool of shadow MMUs: how it grows, and who still has one of them when it goes. */
export const nestedPool: Model<Vm, PoolDesign, PoolEvents> = {
  name: "nested-pool",
  title: "the pool of shadow MMUs: growth, loading, teardown, VNCR translations",
  share: 1 / 3,
  designs: [fixedPointers, swappedPointers, swappedStructs, reallocUnlocked],
  corpus,
  settings: { failures: { min: 0, max: 1 } },
  roles: {
    vcpu: {
      title: "vCPU",
      max: 2,
      maxCommands: 2,
      commands: {
        run: {
          args: { guest: { min: 0, max: 1 } },
          weight: 2,
          run,
          print: ({ guest }) => `runs guest ${Number(guest)}`,
        },
        put: { args: {}, run: put, print: () => "is scheduled out" },
        vncr: { args: {}, run: handle_vncr_abort, print: () => "faults on its VNCR page" },
        tlbi: { args: {}, run: tlbi_va_el2, print: () => "has a TLBI emulated" },
      },
    },
    vmm: {
      title: "VMM",
      max: 1,
      maxCommands: 2,
      commands: { init: { args: {}, run: init, print: () => "adds a vCPU" } },
    },
    mm: {
      title: "mm",
      max: 1,
      maxCommands: 2,
      commands: {
        unmap: { args: {}, weight: 2, run: unmap, print: () => "takes memory away" },
        exit_mmap: { args: {}, run: exit_mmap, print: () => "goes" },
      },
    },
  },
  setup: (world, scenario, design) => new Vm(world, scenario, design),
  background: [{ name: "VM destruction", run: destroy }],
  show,
};
