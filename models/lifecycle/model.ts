import type { Values } from "../../src/scenario/scenario.ts";
import type { Model, RoleSpec } from "../../src/scenario/model.ts";
import { corpus } from "./corpus.ts";
import { cacheKept } from "./designs/cache-kept.ts";
import { cacheUntilDestroy } from "./designs/cache-until-destroy.ts";
import { fixedChunk } from "./designs/fixed-chunk.ts";
import { flushGenericLock } from "./designs/flush-generic-lock.ts";
import { flushMmuLock } from "./designs/flush-mmu-lock.ts";
import { flushSlotsLock } from "./designs/flush-slots-lock.ts";
import { flushUnlocked } from "./designs/flush-unlocked.ts";
import { splitInSteps } from "./designs/split-in-steps.ts";
import type { LifecycleEvents } from "./events.ts";
import { first_run, set_chunk_size, set_memory_region } from "./memslots.ts";
import { age, invalidate } from "./notifier.ts";
import { show } from "./show.ts";
import { Machine } from "./state.ts";
import type { LifecycleDesign } from "./state.ts";
import { put_user } from "./users.ts";
import { born, create_vm, exit_mmap, last_close } from "./vm.ts";
import type { Task } from "../../src/core/task.ts";

const SLOT_BECOMES = ["deletes the memslot", "has the memslot, without a log", "logs dirty pages of the memslot"];

/** An ioctl holds the file as long as it takes. */
const ioctl = (run: (machine: Machine, args: Values) => Task) =>
  function* held(machine: Machine, args: Values): Task {
    yield* run(machine, args);
    yield* put_user(machine.ioctls);
  };

const vmm: RoleSpec<Machine> = {
  title: "VMM",
  max: 2,
  maxCommands: 3,
  commands: {
    set_memory_region: {
      args: { to: { min: 0, max: 2 } },
      weight: 4,
      run: ioctl(set_memory_region),
      print: ({ to }) => SLOT_BECOMES[Number(to)]!,
    },
    set_chunk_size: {
      args: {},
      weight: 2,
      run: ioctl(set_chunk_size),
      print: () => "wants two blocks split at a time",
    },
    first_run: { args: {}, run: ioctl(first_run), print: () => "runs a vCPU" },
    create_vm: { args: {}, run: ioctl(create_vm), print: () => "makes another VM and closes it" },
  },
};

/** Who frees what of a VM, and when: its process exits, its last file is closed, notifiers and ioctls are under way. */
export const lifecycle: Model<Machine, LifecycleDesign, LifecycleEvents> = {
  name: "lifecycle",
  title: "life and death of a VM's stage-2 tables, split cache and shadow MMUs",
  share: 1 / 3,
  designs: [
    fixedChunk,
    splitInSteps,
    cacheUntilDestroy,
    cacheKept,
    flushUnlocked,
    flushMmuLock,
    flushGenericLock,
    flushSlotsLock,
  ],
  corpus,
  settings: { nested: "boolean", failures: { min: 0, max: 1 } },
  roles: {
    vmm,
    exit: {
      title: "exiting process",
      max: 1,
      maxCommands: 1,
      commands: { exit_mmap: { args: {}, run: exit_mmap, print: () => "exits" } },
    },
    mm: {
      title: "mm",
      max: 1,
      maxCommands: 1,
      commands: {
        invalidate: { args: {}, weight: 2, run: invalidate, print: () => "takes the memory away" },
        age: { args: {}, run: age, print: () => "looks for young pages" },
      },
    },
  },
  setup(world, scenario, design) {
    const machine = new Machine(world, scenario, design);
    born(machine.kvm, scenario.settings["nested"] === true);
    return machine;
  },
  background: [{ name: "last close", run: last_close }],
  show,
};
