import { knobDesign } from "../../src/scenario/knob-design.ts";
import type { Model } from "../../src/scenario/model.ts";
import { corpus } from "./corpus.ts";
import type { FaultEvents } from "./events.ts";
import { access } from "./fault.ts";
import { FAULT_KNOBS } from "./knobs.ts";
import type { FaultKnobs } from "./knobs.ts";
import { delete_memslot, mm_exit } from "./memslot.ts";
import { invalidate } from "./notifier.ts";
import { refresh } from "./pfn-cache.ts";
import { show } from "./show.ts";
import { PAGES, Vm } from "./state.ts";
import type { FaultDesign } from "./state.ts";

const PAGE = { min: 0, max: PAGES - 1 } as const;

const seqProtocol: FaultDesign = knobDesign<FaultKnobs>({
  name: "seq-count",
  title: "sampled before the frame is looked up, checked under mmu_lock (Linux 7.3.4)",
  knobs: {
    sample: "beforeGup",
    retry: "underLock",
    inProgress: "counts",
    seqType: "long",
    rootCheck: "underLock",
    givenUp: "zapped",
    errorPut: "yes",
    pfnmap: "tryGet",
    slotWait: "waits",
    gpcRetry: "activeAndSeq",
  },
  values: FAULT_KNOBS,
  flaws: [],
  limits: [],
});

/** The protocol between faults and MMU notifiers, with roots that are given up and a pfn cache. */
export const faultNotifier: Model<Vm, FaultDesign, FaultEvents> = {
  name: "fault-notifier",
  title: "faults against MMU notifiers, changes of memslots, and a pfn cache",
  share: 1 / 3,
  designs: [seqProtocol],
  corpus,
  settings: { pfnmap: "boolean", seq: { min: 0, max: 2 }, failures: { min: 0, max: 1 } },
  roles: {
    vcpu: {
      title: "vCPU",
      max: 2,
      maxCommands: 1,
      commands: { access: { args: { page: PAGE }, run: access, print: ({ page }) => `touches page ${Number(page)}` } },
    },
    host: {
      title: "host",
      max: 1,
      maxCommands: 2,
      commands: {
        invalidate: { args: { page: PAGE }, run: invalidate, print: ({ page }) => `replaces page ${Number(page)}` },
      },
    },
    vmm: {
      title: "VMM",
      max: 1,
      maxCommands: 1,
      commands: {
        delete_memslot: {
          args: { slot: PAGE },
          run: delete_memslot,
          print: ({ slot }) => `deletes the slot of page ${Number(slot)}`,
        },
      },
    },
    user: {
      title: "pfn cache",
      max: 1,
      maxCommands: 1,
      commands: { refresh: { args: {}, run: refresh, print: () => "is refreshed" } },
    },
  },
  setup: (world, scenario, design) => new Vm(world, scenario, design),
  background: [{ name: "mm exit", run: mm_exit }],
  show,
};
