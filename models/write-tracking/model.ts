import type { Task } from "../../src/core/task.ts";
import { knobDesign } from "../../src/scenario/knob-design.ts";
import type { Model } from "../../src/scenario/model.ts";
import { corpus } from "./corpus.ts";
import type { TrackingEvents } from "./events.ts";
import { TRACKING_KNOBS } from "./knobs.ts";
import type { TrackingKnobs } from "./knobs.ts";
import { unshadow } from "./shadow.ts";
import { show } from "./show.ts";
import { ENTRIES, Vm } from "./state.ts";
import type { TrackingDesign } from "./state.ts";
import { drain } from "./store-buffers.ts";
import { flush, toggle_parent, touch } from "./touch.ts";
import { add, write, write_emulated } from "./write.ts";

const WRITE = { entry: { min: 0, max: ENTRIES - 1 }, value: { min: 0, max: 2 } } as const;

/** So many tasks have CPUs of their own. */
const CPUS = 3;

const tracked: TrackingDesign = knobDesign<TrackingKnobs>({
  name: "write-protected",
  title: "guest tables are write-protected, and looked at again under mmu_lock (Linux 7.3.4, x86)",
  knobs: {
    fetch: "memory",
    barriers: "both",
    recheck: "always",
    fill: "afterProtect",
    link: "synced",
    lockedOps: "cmpxchg",
  },
  values: TRACKING_KNOBS,
  flaws: [],
  limits: [],
});

/** Shadow paging: the guest writes its table, KVM follows; with store buffers where a scenario says so. */
export const writeTracking: Model<Vm, TrackingDesign, TrackingEvents> = {
  name: "write-tracking",
  title: "a guest's table and its shadow, with store buffers",
  share: 1 / 3,
  designs: [tracked],
  corpus,
  settings: { begun: { min: 0, max: 2 }, weak: "boolean" },
  roles: {
    vcpu: {
      title: "vCPU",
      max: 2,
      min: 1,
      maxCommands: 4,
      commands: {
        write: {
          args: WRITE,
          weight: 3,
          run: write,
          print: ({ entry, value }) => `writes ${Number(value)} to entry ${Number(entry)}`,
        },
        write_emulated: {
          args: WRITE,
          weight: 2,
          run: write_emulated,
          print: ({ entry, value }) => `writes ${Number(value)} to entry ${Number(entry)}, which is emulated`,
        },
        touch: {
          args: {},
          weight: 3,
          run: touch,
          print: () => "touches what its table maps",
        },
        add: { args: {}, run: add, print: () => "adds 1 to a word of the table's page" },
        toggle_parent: {
          args: {},
          weight: 2,
          run: toggle_parent,
          print: () => "takes its table away, or puts it back",
        },
        flush: { args: {}, run: flush, print: () => "flushes its TLB" },
      },
    },
    host: {
      title: "host",
      max: 1,
      maxCommands: 1,
      commands: { unshadow: { args: {}, run: unshadow, print: () => "gives up the shadow" } },
    },
  },
  setup: (world, scenario, design) => new Vm(world, scenario, design),
  background: Array.from({ length: CPUS }, (_, cpu) => ({
    name: `stores of CPU ${cpu}`,
    run: (vm: Vm): Task => drain(vm.buffers[cpu]),
  })),
  show,
};
