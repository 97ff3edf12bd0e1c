import { knobDesign } from "../../src/scenario/knob-design.ts";
import type { Model } from "../../src/scenario/model.ts";
import { corpus } from "./corpus.ts";
import type { PagesEvents } from "./events.ts";
import { access } from "./fault.ts";
import { remap } from "./guest.ts";
import { PAGES_KNOBS } from "./knobs.ts";
import type { PagesKnobs } from "./knobs.ts";
import { destroy, get_dirty_log, shrink, tdp_fault, unmap } from "./reclaim.ts";
import { show } from "./show.ts";
import { ENTRIES } from "./spte.ts";
import { GFNS, Vm } from "./state.ts";
import type { PagesDesign } from "./state.ts";

const ENTRY = { min: 0, max: ENTRIES - 1 } as const;
const GFN = { min: 0, max: GFNS - 1 } as const;

const tracked: PagesDesign = knobDesign<PagesKnobs>({
  name: "rmap-by-stored-gfn",
  title: "shadow pages by gfn and role, leaves found again by the gfn that they were entered with (Linux 7.3.4, x86)",
  knobs: {
    mmio: "zapFirst",
    removeKey: "stored",
    lookup: "gfnAndRole",
    clearDirty: "writeProtect",
    update: "xchg",
    unsync: "spinlock",
    reclaim: "underWrite",
  },
  values: PAGES_KNOBS,
  flaws: [],
  limits: [],
});

/** Shadow pages with leaves, and the map from guest frames back to them. */
export const shadowPages: Model<Vm, PagesDesign, PagesEvents> = {
  name: "shadow-pages",
  title: "shadow pages, the reverse map of their leaves, and their dirty bits",
  share: 1 / 3,
  designs: [tracked],
  corpus,
  settings: { limit: { min: 1, max: 2 } },
  roles: {
    vcpu: {
      title: "vCPU",
      max: 2,
      min: 1,
      maxCommands: 3,
      commands: {
        access: {
          args: { entry: ENTRY, l2: "boolean", write: "boolean" },
          weight: 3,
          run: access,
          print: ({ entry, l2, write }) =>
            `${l2 === true ? "L2" : "L1"} ${write === true ? "writes" : "reads"} through entry ${Number(entry)}`,
        },
        remap: {
          args: { entry: ENTRY, gfn: { min: 0, max: GFNS } },
          weight: 3,
          run: remap,
          print: ({ entry, gfn }) => `lets entry ${Number(entry)} of its table lead to gfn ${Number(gfn)}`,
        },
        tdp_fault: {
          args: { gfn: GFN },
          weight: 2,
          run: tdp_fault,
          print: ({ gfn }) => `writes to the table in gfn ${Number(gfn)}`,
        },
      },
    },
    host: {
      title: "host",
      max: 1,
      maxCommands: 2,
      commands: {
        unmap: { args: { gfn: GFN }, run: unmap, print: ({ gfn }) => `takes gfn ${Number(gfn)} away` },
        shrink: { args: {}, run: shrink, print: () => "gives up the oldest shadow page" },
        get_dirty_log: { args: {}, run: get_dirty_log, print: () => "takes the dirty log" },
      },
    },
  },
  setup: (world, scenario, design) => new Vm(world, scenario, design),
  background: [{ name: "VM destruction", run: destroy }],
  show,
};
