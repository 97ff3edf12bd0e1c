import type { Model } from "../../src/scenario/model.ts";
import { configOf, settings } from "./config.ts";
import { corpus } from "./corpus.ts";
import { linux } from "./design.ts";
import type { TlbDesign } from "./design.ts";
import { kvm_destroy_vm } from "./destroy.ts";
import type { TlbEvents } from "./events.ts";
import { hostRole, vcpuRole } from "./roles.ts";
import { show } from "./show.ts";
import { Machine } from "./state.ts";

/** CPUs with TLBs, walk caches and VMIDs, above the walkers of models/pgtable. */
export const tlbVmid: Model<Machine, TlbDesign, TlbEvents> = {
  name: "tlb-vmid",
  title: "TLBs and walk caches of several CPUs, Linux 7.3.4",
  share: 1 / 3,
  designs: [linux],
  corpus,
  settings,
  roles: { vcpu: vcpuRole, host: hostRole },
  setup: (world, scenario, design) => new Machine(world, configOf(scenario), design.knobs),
  background: [{ name: "VM destruction", run: kvm_destroy_vm }],
  show,
};
