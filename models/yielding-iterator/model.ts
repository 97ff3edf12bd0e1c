import { knobDesign } from "../../src/scenario/knob-design.ts";
import type { Model } from "../../src/scenario/model.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { corpus } from "./corpus.ts";
import type { YieldEvents } from "./events.ts";
import { YIELD_KNOBS } from "./knobs.ts";
import type { YieldKnobs } from "./knobs.ts";
import { zap } from "./roots.ts";
import { show } from "./show.ts";
import { Vm } from "./state.ts";
import type { YieldDesign } from "./state.ts";
import { PAGES } from "./table.ts";
import { destroy, flush_shadow_all, ptdump, unload } from "./teardown.ts";
import { unmap } from "./unmap.ts";

const RANGE = { page: { min: 0, max: PAGES - 1 }, pages: { min: 1, max: PAGES } } as const;

const range = ({ page, pages }: Values): string =>
  Number(pages) === 1 ? `page ${Number(page)}` : `pages from ${Number(page)}`;

const rereads: YieldDesign = knobDesign<YieldKnobs>({
  name: "yield-safe",
  title: "whatever was read before the lock was dropped is read anew (Linux 7.3.4)",
  knobs: {
    pgt: "eachChunk",
    mayBlock: "heeded",
    resume: "next",
    afterDrop: "done",
    shadowPgt: "checked",
    ptdump: "locked",
    flush: "beforeYield",
    flushFlag: "kept",
    rootRef: "held",
  },
  values: YIELD_KNOBS,
  flaws: [],
  limits: [],
});

/** Loops under mmu_lock that drop it in between: arm64's over chunks and shadow MMUs, x86's over roots. */
export const yieldingIterator: Model<Vm, YieldDesign, YieldEvents> = {
  name: "yielding-iterator",
  title: "loops under mmu_lock that drop it in between",
  share: 1 / 3,
  designs: [rereads],
  corpus,
  settings: { yields: { min: 0, max: 2 }, sparse: "boolean" },
  roles: {
    host: {
      title: "host",
      max: 2,
      maxCommands: 1,
      commands: {
        unmap: {
          args: { ...RANGE, may_block: "boolean" },
          run: unmap,
          print: (args) => `takes ${range(args)}${args["may_block"] === true ? "" : " and must not block"}`,
        },
        zap: { args: RANGE, run: zap, print: (args) => `zaps ${range(args)} in all roots` },
      },
    },
    exit: {
      title: "exiting process",
      max: 1,
      maxCommands: 1,
      commands: { flush_shadow_all: { args: {}, run: flush_shadow_all, print: () => "exits" } },
    },
    vcpu: {
      title: "vCPU",
      max: 1,
      maxCommands: 2,
      commands: {
        unload: {
          args: { root: { min: 0, max: 1 } },
          run: (vm, { root }) => unload(vm, Number(root)),
          print: ({ root }) => `leaves root ${Number(root)}`,
        },
      },
    },
    debugfs: {
      title: "debugfs",
      max: 1,
      maxCommands: 1,
      commands: { ptdump: { args: {}, run: ptdump, print: () => "dumps the tables" } },
    },
  },
  setup: (world, scenario, design) => new Vm(world, scenario, design),
  background: [{ name: "VM destruction", run: destroy }],
  show,
};
