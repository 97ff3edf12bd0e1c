import { forgets, invalidates, touches } from "./calls.ts";
import { memory, mirrored, shuffled } from "./layout.ts";
import { pagesIn } from "./machine.ts";
import { workload } from "./workload.ts";

const EVENTS = 4;

/** L1 maps L2 by pages, as it has to where it takes single ones back, and puts another page of its own there later. */
export const balloon = workload({
  name: "balloon",
  title:
    "ballooning: L1 takes single pages of L2 back with a TLBI, gives L2 others there, and returns the first to the host",
  event: "a TLBI of one page by L1, then a notifier of the page that L2 had there",
  axes: [{ name: "n", title: "pages of L2", sizes: [16, 24, 32, 48, 64], degree: 2 }],
  sizeOf: (machine, gib) => [pagesIn(machine, gib)],
  *run(bench, [pages = 0]) {
    const mmu = bench.kvm.nested_mmus[0]!;
    const { page } = bench.kvm.geometry;
    const all = memory(0, 0, pages, page);
    const spare = memory(0, pages, EVENTS, page);
    yield* touches(bench, "setup", mmu, shuffled(bench.random, all));
    for (const [event, old] of mirrored(bench.random, all, EVENTS).entries()) {
      yield* forgets(bench, "event", mmu, old);
      all[all.indexOf(old)] = { ...old, c: spare[event]!.c };
      yield* touches(bench, "fault", mmu, all);
      yield* invalidates(bench, "event", { start: old.c, size: page });
      yield* touches(bench, "fault", mmu, all);
    }
  },
});
