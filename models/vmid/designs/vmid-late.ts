import { vmidDesign } from "../design.ts";

/** Mended by fa808ed4e199. */
export const late = vmidDesign({
  name: "vmid-late",
  title: "VTTBR_EL2 is loaded first, and again by the vCPU that gets the VMID (6.9 to 6.13)",
  knobs: { bind: "afterLoad" },
  flaws: [
    {
      id: "VMID-2",
      title: "a vCPU that finds its VM's VMID there keeps the VTTBR_EL2 from before it was",
      breaks: ["vmid"],
      mend: () => ({ bind: "beforeLoad" }),
    },
  ],
});
