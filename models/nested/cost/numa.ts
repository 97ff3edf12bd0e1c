import { invalidates, touches } from "./calls.ts";
import { memory, mirrored, shuffled } from "./layout.ts";
import { pagesIn } from "./machine.ts";
import { workload } from "./workload.ts";

const EVENTS = 4;

/** L1 maps by blocks, the host by pages, as after numa balancing has split its huge pages. */
export const numa = workload({
  name: "numa",
  title: "NUMA balancing: the host unmaps single pages of L2, which then goes on using all of its memory",
  event: "notifiers of one page of L2",
  axes: [{ name: "n", title: "pages of L2", sizes: [16, 24, 32, 48, 64], degree: 2 }],
  sizeOf: (machine, gib) => [pagesIn(machine, gib)],
  *run(bench, [pages = 0]) {
    const mmu = bench.kvm.nested_mmus[0]!;
    const { page, blocks } = bench.kvm.geometry;
    const all = memory(0, 0, pages, page, blocks[0]);
    yield* touches(bench, "setup", mmu, shuffled(bench.random, all));
    for (const { c } of mirrored(bench.random, all, EVENTS)) {
      yield* invalidates(bench, "event", { start: c, size: page });
      yield* touches(bench, "fault", mmu, all);
    }
  },
});
