import { invalidates, touches } from "./calls.ts";
import { memory, mirrored } from "./layout.ts";
import { pagesIn } from "./machine.ts";
import { workload } from "./workload.ts";

const VMS = 4;
/** For each of them. */
const EVENTS = 2;

/** Each has a quarter of the memory. A notifier visits the shadows of all, though the page is one VM's. */
export const severalL2s = workload({
  name: "several-l2s",
  title: `L1 runs ${VMS} L2s, which share the memory in equal parts, and the host unmaps single pages`,
  event: "notifiers of one page of one of the L2s",
  shadows: VMS,
  axes: [{ name: "n", title: "pages of each L2", sizes: [16, 24, 32, 48, 64], degree: 2 }],
  sizeOf: (machine, gib) => [pagesIn(machine, gib) / VMS],
  *run(bench, [pages = 0]) {
    const { nested_mmus, geometry } = bench.kvm;
    const all = nested_mmus.map((_, vm) => memory(vm, 0, pages, geometry.page, geometry.blocks[0]));
    for (const [vm, mmu] of nested_mmus.entries()) {
      yield* touches(bench, "setup", mmu, all[vm]!);
    }
    for (const { c } of all.flatMap((own) => mirrored(bench.random, own, EVENTS))) {
      yield* invalidates(bench, "event", { start: c, size: geometry.page });
      for (const [vm, mmu] of nested_mmus.entries()) {
        yield* touches(bench, "fault", mmu, all[vm]!);
      }
    }
  },
});
