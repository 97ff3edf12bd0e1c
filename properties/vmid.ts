/**
 * I11. When a vCPU of VM v enters the guest with VMID i: i ≠ 0; every vCPU of v that runs does so with i; and no other VM has run
 * with i since the TLBs were last flushed, or runs with it.
 */
import { vmids } from "../models/vmid/model.ts";
import type { Host } from "../models/vmid/state.ts";
import type { VmidEvents } from "../models/vmid/events.ts";
import { property } from "../src/scenario/property.ts";

function shared({ guests }: Host, { vm, vmid }: VmidEvents["guest_enter"]): string | null {
  if (vmid === 0) {
    return `VM ${vm} enters the guest with VMID 0, which is the host's`;
  }
  const other = guests.running.find((one) => one?.vm === vm && one.vmid !== vmid);
  if (other !== null && other !== undefined) {
    return `VM ${vm} runs with VMIDs ${other.vmid} and ${vmid} at once`;
  }
  const owner = guests.owners.get(vmid);
  return owner === undefined || owner === vm
    ? null
    : `VM ${vm} enters the guest with VMID ${vmid}, of which TLBs may hold what VM ${owner} had`;
}

export default property({
  name: "vmid",
  statement: "no two VMs have one VMID, and no VM has two",
  model: vmids,
  claim: { on: { guest_enter: shared } },
  exercised: ["the VMIDs rolled over", "a rollover came in between"],
});
