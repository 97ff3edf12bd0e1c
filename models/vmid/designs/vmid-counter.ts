import { vmidDesign } from "../design.ts";

/** With the first of two repairs, f0cf47d939d0; the second one is fb544d1ca65a. */
export const counter = vmidDesign({
  name: "vmid-counter",
  title: "counted up, all anew after a rollover that waits for every guest to exit (until 2018)",
  knobs: { allocator: "counter", publish: "first" },
  flaws: [
    {
      id: "VMID-1",
      title: "a VM's generation is written before its VTTBR",
      breaks: ["vmid"],
      mend: () => ({ publish: "last" }),
    },
  ],
});
