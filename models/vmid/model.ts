import type { Model } from "../../src/scenario/model.ts";
import type { VmidDesign } from "./design.ts";
import { bitmap } from "./designs/vmid-bitmap.ts";
import { counter } from "./designs/vmid-counter.ts";
import { late } from "./designs/vmid-late.ts";
import type { VmidEvents } from "./events.ts";
import { run } from "./run.ts";
import { show } from "./show.ts";
import { Host, VMS } from "./state.ts";

/** Who gives VMIDs to VMs, and takes them back when they run out. */
export const vmids: Model<Host, VmidDesign, VmidEvents> = {
  name: "vmid",
  title: "VMIDs, their generations and their reuse",
  share: 1 / 3,
  designs: [bitmap, late, counter],
  settings: {
    /** VMIDs that are left in this generation; the others belong to VMs that are idle. */
    left: { min: 0, max: 2 },
    /** Whether it has one already. */
    vm0: "boolean",
    vm1: "boolean",
  },
  roles: {
    vcpu: {
      title: "vCPU",
      max: 3,
      min: 1,
      maxCommands: 2,
      commands: {
        run: { args: { vm: { min: 0, max: VMS - 1 } }, run, print: ({ vm }) => `runs VM ${Number(vm)}` },
      },
    },
  },
  setup: (world, scenario, design) => new Host(world, scenario, design),
  show,
};
