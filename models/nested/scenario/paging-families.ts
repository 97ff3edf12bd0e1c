import type { Family } from "../../../src/scenario/model.ts";
import { tiny } from "../../stage2/geometry.ts";
import { CANONICAL } from "./config.ts";
import { LOG_MODES } from "../host/dirty-log.ts";

/** What happens to leaves besides faults, notifiers and the TLBIs of every scenario. */
export const pagingFamilies: Readonly<Record<string, Family>> = {
  aging: { title: "the host looks which pages are in use", settings: { hardware_af: "boolean" } },
  "dirty-log": {
    title: "the VMM logs what is written to memslots",
    settings: { log_mode: { oneOf: LOG_MODES }, logged: "boolean" },
  },
  gmem: { title: "the VM's memory is a guest_memfd, and holes are punched into it" },
  "guest-sizes": { title: "L1 splits its blocks, and L2 is in several of their pages" },
  sizes: { title: "huge pages of the host are made, split and taken away whole", settings: { hugetlb: "boolean" } },
  tlb: {
    title: "each CPU has a TLB of its own, which each TLBI reaches in its time",
    settings: { own_tlbs: "boolean" },
  },
  runs: {
    title: "L1 maps much of its guest's memory side by side, and L2 goes through it page by page",
    settings: { run: { oneOf: [1, tiny.chunk, tiny.canonicalSize] } },
  },
  tlbis: { title: "several CPUs of L1 give TLBIs at once, each going on where another drops mmu_lock" },
  vncr: { title: "vCPUs use VNCR pages, through pseudo-TLBs of their own", settings: { vncr_c: CANONICAL } },
  walk: { title: "L1 changes its tables under the walks of KVM", settings: { guest_af: "boolean" } },
};
