import { invalidates, touches } from "./calls.ts";
import type { Mapping } from "./calls.ts";
import { guestBase, memory } from "./layout.ts";
import { pagesIn } from "./machine.ts";
import { workload } from "./workload.ts";

const PART = 16;

/** The handler of the architecture runs once for each memslot that the range overlaps, and each run visits every shadow. */
export const unplug = workload({
  name: "unplug",
  title: "L1 loses memory: one notifier over two memslots, each with a sixteenth of L2's memory, in the middle of it",
  event: "a notifier over two memslots",
  axes: [{ name: "n", title: "pages of L2", sizes: [16, 32, 48, 64, 96], degree: 2 }],
  sizeOf: (machine, gib) => [pagesIn(machine, gib)],
  *run(bench, [pages = 0]) {
    const mmu = bench.kvm.nested_mmus[0]!;
    const { page, blocks } = bench.kvm.geometry;
    const all = memory(0, 0, pages, page, blocks[0]);
    yield* touches(bench, "setup", mmu, all);
    const size = (pages / PART) * page;
    const start = guestBase(0) + (PART / 2 - 1) * size;
    yield* invalidates(bench, "event", { start, size }, { start: start + size, size });
    const isLeft = ({ c }: Mapping): boolean => c < start || start + 2 * size <= c;
    yield* touches(bench, "fault", mmu, all.filter(isLeft));
  },
});
