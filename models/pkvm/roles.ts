import type { RoleSpec } from "../../src/scenario/model.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { numberOf, PAGE } from "./config.ts";
import { host_access } from "./host-fault.ts";
import { share_pfn_hyp, unshare_pfn_hyp } from "./shared-pfns.ts";
import type { Hyp } from "./state.ts";
import { donate, reclaim } from "./transitions.ts";
import { init_vcpu, load_vcpu } from "./vcpu.ts";

const GUEST = { min: 0, max: 1 } as const;
const page = (args: Values): number => numberOf(args, "page");
const guest = (args: Values): number => numberOf(args, "guest");

export const hostRole: RoleSpec<Hyp> = {
  title: "host CPU",
  max: 2,
  maxCommands: 3,
  commands: {
    access: {
      args: { page: PAGE },
      weight: 2,
      run: (hyp, args) => host_access(hyp, page(args)),
      print: (args) => `accesses page ${page(args)}`,
    },
    donate: {
      args: { page: PAGE, guest: GUEST },
      weight: 2,
      *run(hyp, args) {
        yield* donate(hyp, page(args), guest(args));
      },
      print: (args) => `donates page ${page(args)} to guest ${guest(args)}`,
    },
    reclaim: {
      args: { page: PAGE, guest: GUEST },
      weight: 2,
      *run(hyp, args) {
        yield* reclaim(hyp, page(args), guest(args));
      },
      print: (args) => `reclaims page ${page(args)} from guest ${guest(args)}`,
    },
    share: {
      args: { page: PAGE },
      run: (hyp, args) => share_pfn_hyp(hyp, page(args)),
      print: (args) => `shares page ${page(args)} with the hypervisor`,
    },
    unshare: {
      args: { page: PAGE },
      run: (hyp, args) => unshare_pfn_hyp(hyp, page(args)),
      print: (args) => `shares page ${page(args)} no longer`,
    },
  },
};

/** vCPUs take no part in the above. */
export const vcpuRole: RoleSpec<Hyp> = {
  title: "host CPU of a VM",
  max: 2,
  maxCommands: 2,
  family: "vcpus",
  commands: {
    init: {
      args: { invalid: "boolean" },
      family: "vcpus",
      *run(hyp, args) {
        yield* init_vcpu(hyp, args["invalid"] === true);
      },
      print: ({ invalid }) => (invalid === true ? "asks for a vCPU that cannot be" : "makes a vCPU"),
    },
    load: { args: {}, family: "vcpus", run: load_vcpu, print: () => "loads the vCPU" },
  },
};
