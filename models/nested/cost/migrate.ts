import { invalidates, protects, touches } from "./calls.ts";
import type { Bench, Mapping } from "./calls.ts";
import { memory, pagesInBlock } from "./layout.ts";
import { blocksIn, blockOf, pageOf } from "./machine.ts";
import { workload } from "./workload.ts";

const ROUNDS = 4;

/**
 * With dirty logging the host maps pages only: the first write to a block breaks its leaf and leaves one page of it, the
 * others follow. Each round begins with taking write permission away, which no design makes cheaper.
 */
export const migrate = workload({
  name: "migrate",
  title: "live migration: dirty logging breaks the blocks of L2 into pages, a quarter of them between two notifiers",
  event: "notifiers of one page of L2 in a block that was broken since the last one",
  axes: [
    { name: "b", title: "blocks of L2", sizes: [4, 8, 12, 16], degree: 2 },
    { name: "k", title: "pages written in each", sizes: [2, 3, 4, 6], degree: 2 },
  ],
  sizeOf: (machine, gib) => [blocksIn(machine, gib), blockOf(machine) / pageOf(machine)],
  *run(bench, [blocks = 0, pages = 0]) {
    const mmu = bench.kvm.nested_mmus[0]!;
    const { page, blocks: sizes } = bench.kvm.geometry;
    const block = sizes[0]!;
    const whole = memory(0, 0, blocks, block);
    const inPages = whole.map((_, at) => pagesInBlock(at, pages, page, block));
    yield* touches(bench, "setup", mmu, whole);
    const hit = pagesHit(bench, inPages);
    for (let round = 0; round < ROUNDS; round++) {
      const end = (blocks * (round + 1)) / ROUNDS;
      const all = [...inPages.slice(0, end).flat(), ...whole.slice(end)];
      protects(bench, "event");
      yield* touches(bench, "fault", mmu, all);
      yield* invalidates(bench, "event", { start: hit[round]!.c, size: page });
      yield* touches(bench, "fault", mmu, all);
    }
  },
});

/** One page of each quarter, but never the first of a block, which has the block's own address. */
function pagesHit({ random }: Bench, inPages: readonly (readonly Mapping[])[]): Mapping[] {
  const pages = inPages.map((block) => block.slice(1));
  const all = pages.flat();
  const inQuarter = all.length / ROUNDS;
  const lower = [0, 1].map((round) => round * inQuarter + random.below(inQuarter));
  const upper = lower.toReversed().map((at) => all.length - 1 - at);
  return [...lower, ...upper].map((at) => all[at]!);
}
