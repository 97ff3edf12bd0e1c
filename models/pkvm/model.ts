import type { Model } from "../../src/scenario/model.ts";
import { configOf, settings } from "./config.ts";
import { corpus } from "./corpus.ts";
import { linux } from "./design.ts";
import type { PkvmDesign } from "./design.ts";
import { shut_down } from "./destroy.ts";
import type { PkvmEvents } from "./events.ts";
import { hostRole, vcpuRole } from "./roles.ts";
import { show } from "./show.ts";
import { Hyp } from "./state.ts";

/** The hypervisor's stage 2 for the host: pages given to guests and taken back, without RCU. */
export const pkvm: Model<Hyp, PkvmDesign, PkvmEvents> = {
  name: "pkvm",
  title: "the host's stage 2 under pKVM, Linux 7.3.4",
  share: 1 / 3,
  designs: [linux],
  corpus,
  settings,
  roles: { host: hostRole, vcpu: vcpuRole },
  families: { vcpus: { title: "vCPUs are made and loaded" } },
  setup: (world, scenario, design) => new Hyp(world, configOf(scenario), design.knobs),
  background: [{ name: "the end", run: shut_down }],
  show,
};
