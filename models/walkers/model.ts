import type { Model } from "../../src/scenario/model.ts";
import { configOf, settings } from "./config.ts";
import { corpus } from "./corpus.ts";
import { linux } from "./designs/linux.ts";
import { tearDownAtOnce } from "./designs/unlinked-at-once.ts";
import { bbmLevel2 } from "./designs/unlinked-bbml2.ts";
import { exclusiveFaults } from "./designs/unlinked-exclusive.ts";
import { referencedWalks } from "./designs/unlinked-referenced.ts";
import { kvm_destroy_vm } from "./destroy.ts";
import type { WalkerEvents } from "./events.ts";
import { khugepagedRole, notifierRole, vcpuRole, vmmRole } from "./roles.ts";
import { show } from "./show.ts";
import { Vm } from "./state.ts";
import type { WalkerDesign } from "./walker-design.ts";

/** Everybody who walks a guest's stage 2, on four pages. */
export const walkers: Model<Vm, WalkerDesign, WalkerEvents> = {
  name: "walkers",
  title: "walkers of one stage-2 table, Linux 7.3.4",
  share: 1 / 3,
  designs: [linux, tearDownAtOnce, referencedWalks, exclusiveFaults, bbmLevel2],
  corpus,
  settings,
  roles: { vcpu: vcpuRole, notifier: notifierRole, vmm: vmmRole, khugepaged: khugepagedRole },
  families: { collapse: { title: "khugepaged changes the VMM's own tables" } },
  setup: (world, scenario, design) => new Vm(world, configOf(scenario), design.knobs),
  background: [{ name: "VM destruction", run: kvm_destroy_vm }],
  show,
};
