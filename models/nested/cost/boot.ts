import { invalidates, touches } from "./calls.ts";
import { memory, ownPage } from "./layout.ts";
import { pagesIn } from "./machine.ts";
import { workload } from "./workload.ts";

const PARTS = 16;

/** L1 maps by blocks, the host by pages: what it has not collapsed yet. Each notifier hits a page that no L2 has. */
export const boot = workload({
  name: "boot",
  title: "L1 and L2 boot: L2 touches its memory for the first time while the host takes pages of L1's own away",
  event: "notifiers of one page that no L2 maps, 16 of them while the memory fills",
  axes: [{ name: "n", title: "pages of L2", sizes: [16, 32, 48, 64, 96], degree: 2 }],
  sizeOf: (machine, gib) => [pagesIn(machine, gib)],
  *run(bench, [pages = 0]) {
    const { kvm, random } = bench;
    const mmu = kvm.nested_mmus[0]!;
    const { page, blocks } = kvm.geometry;
    const all = memory(0, 0, pages, page, blocks[0]);
    for (let part = 1; part <= PARTS; part++) {
      yield* touches(bench, "fault", mmu, all.slice(0, (pages * part) / PARTS));
      yield* invalidates(bench, "event", { start: ownPage(random, page), size: page });
    }
    yield* touches(bench, "fault", mmu, all);
  },
});
