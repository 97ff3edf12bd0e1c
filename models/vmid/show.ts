import type { Section } from "../../src/core/program.ts";
import { vmid2idx } from "./state.ts";
import type { Host } from "./state.ts";

/** VMIDs and who runs with them, for reports. */
export function show({ vms, guests, knobs, vmid_generation }: Host): readonly Section[] {
  const generation = (counted: number): number => Math.floor(counted / 16);
  return [
    {
      title: `generation ${generation(vmid_generation.peek)}`,
      rows: vms.map(({ id, vmid_gen, vttbr }, vm) =>
        knobs.allocator === "bitmap"
          ? `VM ${vm}: VMID ${vmid2idx(id.peek)} of generation ${generation(id.peek)}`
          : `VM ${vm}: VMID ${vttbr.peek} of generation ${generation(vmid_gen.peek)}`,
      ),
    },
    {
      title: "guests",
      rows: guests.running.flatMap((one, cpu) => (one === null ? [] : [`CPU ${cpu}: VM ${one.vm}, VMID ${one.vmid}`])),
    },
  ];
}
