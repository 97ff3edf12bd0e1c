import { invalidates, touches } from "./calls.ts";
import { memory, mirrored, pagesInBlock, shuffled } from "./layout.ts";
import { blocksIn, blockOf, pageOf } from "./machine.ts";
import { workload } from "./workload.ts";

const EVENTS = 2;

/** khugepaged takes the pages of a block away and puts a huge page there; L1 maps by blocks all along. */
export const thp = workload({
  name: "thp",
  title: "THP collapse: the pages of a block go, and L2's next access maps the block whole",
  event: "notifiers of one block of L2 that was mapped page by page",
  axes: [
    { name: "b", title: "blocks of L2", sizes: [2, 3, 4, 6], degree: 2 },
    { name: "k", title: "pages mapped in each", sizes: [1, 2, 3, 5], degree: 2 },
  ],
  sizeOf: (machine, gib) => [blocksIn(machine, gib), blockOf(machine) / pageOf(machine)],
  *run(bench, [blocks = 0, pages = 0]) {
    const mmu = bench.kvm.nested_mmus[0]!;
    const { page, blocks: sizes } = bench.kvm.geometry;
    const block = sizes[0]!;
    const whole = memory(0, 0, blocks, block);
    const all = whole.map((_, at) => pagesInBlock(at, pages, page, block));
    yield* touches(bench, "setup", mmu, shuffled(bench.random, all.flat()));
    for (const at of mirrored(bench.random, [...all.keys()], EVENTS)) {
      yield* invalidates(bench, "event", { start: whole[at]!.c, size: block });
      all[at] = [whole[at]!];
      yield* touches(bench, "fault", mmu, all.flat());
    }
  },
});
