import type { Family } from "../../../src/scenario/model.ts";

/** What happens to shadows, memslots and the VM besides what every scenario has. */
export const lifeFamilies: Readonly<Record<string, Family>> = {
  load: { title: "vCPUs put their shadows in WFI, and between taking a recycled one and emptying it" },
  memslots: { title: "memslots are deleted, created and moved" },
  pool: {
    title: "vCPUs are made while others run, and shadows with them",
    settings: { init_failures: { min: 0, max: 1 } },
  },
  reset: { title: "a vCPU is reset on a host without FWB" },
  teardown: { title: "the VMM's process ends, the VM is closed, and its tables are dumped, all at once" },
};
