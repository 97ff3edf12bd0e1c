import { invalidates, touches } from "./calls.ts";
import { memory, shuffled } from "./layout.ts";
import { pagesIn } from "./machine.ts";
import { workload } from "./workload.ts";

/** Whatever the design, all leaves have to go; what differs is what finds them, and for how long mmu_lock is held. */
export const aliasOne = workload({
  name: "alias-one",
  title: "the worst aliasing: all of L2's memory is one page of L1",
  event: "a notifier of that page",
  axes: [{ name: "n", title: "pages of L2", sizes: [16, 24, 32, 48, 64], degree: 2 }],
  sizeOf: (machine, gib) => [pagesIn(machine, gib)],
  *run(bench, [pages = 0]) {
    const mmu = bench.kvm.nested_mmus[0]!;
    const { page } = bench.kvm.geometry;
    const own = memory(0, 0, pages, page);
    const all = own.map((mapping) => ({ ...mapping, c: own[0]!.c }));
    yield* touches(bench, "setup", mmu, shuffled(bench.random, all));
    yield* invalidates(bench, "event", { start: own[0]!.c, size: page });
    yield* touches(bench, "fault", mmu, all);
  },
});
