import type { CrossoverKind, Machine } from "../../../src/cost/cost-model.ts";
import { invalidates, touches } from "./calls.ts";
import { aliasOf, memory, mirrored } from "./layout.ts";
import { blockOf, blocksIn, pageOf, pagesIn, stepsOf } from "./machine.ts";
import { workload } from "./workload.ts";

/** Events of either sort. */
const EVENTS = 2;

/**
 * A place is as much memory as one notifier takes, one or more pages. In a troubled one L1 maps the first page at a second
 * nested address, which where overlaps are given up for UNKNOWN makes the place's notifier unmap everything. After each
 * notifier L2 and L1 have all as before.
 */
export const unknown = workload({
  name: "unknown",
  title: "some places of L2's memory hold one page that L1 maps twice",
  event: "notifiers of one place, with such a page in it (hit) or without (miss)",
  axes: [
    { name: "p", title: "places", sizes: [8, 9, 10, 12], degree: 2 },
    { name: "k", title: "pages of a place", sizes: [1, 2, 3, 4], degree: 2 },
    { name: "u", title: "troubled places", sizes: [2, 3, 4, 6], degree: 2 },
  ],
  sizeOf: (machine, gib) => [pagesIn(machine, gib), 1, 0],
  *run(bench, [places = 0, pages = 0, troubled = 0]) {
    const mmu = bench.kvm.nested_mmus[0]!;
    const { page } = bench.kvm.geometry;
    const once = memory(0, 0, places * pages, page);
    const firsts = Array.from({ length: places }, (_, place) => once[place * pages]!);
    const aliases = firsts.slice(0, troubled).map(aliasOf);
    const all = [...once, ...aliases];
    const size = pages * page;
    yield* touches(bench, "setup", mmu, all);
    for (const { c } of mirrored(bench.random, firsts.slice(0, troubled), EVENTS)) {
      yield* invalidates(bench, "hit", { start: c, size });
      yield* touches(bench, "hit", mmu, all);
    }
    for (const { c } of mirrored(bench.random, firsts.slice(troubled), EVENTS)) {
      yield* invalidates(bench, "miss", { start: c, size });
      yield* touches(bench, "miss", mmu, all);
    }
  },
});

const pagesInBlock = (machine: Machine): number => blockOf(machine) / pageOf(machine);

/** What crossovers are asked for: notifiers of a page and of a block, and troubled ranges of a page and of a block. */
export const KINDS: readonly CrossoverKind[] = [
  {
    name: "page",
    heading: "page notifiers,\nranges of a page",
    title: "notifiers of one page; how many UNKNOWN ranges of one page there may be",
    places: pagesIn,
    sizeOf: (machine, gib, troubled) => [pagesIn(machine, gib), 1, troubled, stepsOf(machine)],
  },
  {
    name: "wide",
    heading: "page notifiers,\nranges of a block",
    title: "notifiers of one page; how many UNKNOWN ranges of one block there may be",
    places: blocksIn,
    sizeOf: (machine, gib, troubled) => [pagesIn(machine, gib), 1, troubled * pagesInBlock(machine), stepsOf(machine)],
  },
  {
    name: "block",
    heading: "block notifiers,\nranges of a page",
    title: "notifiers of one block that is mapped by pages; how many blocks there may be with an UNKNOWN range in them",
    places: blocksIn,
    sizeOf: (machine, gib, troubled) => [blocksIn(machine, gib), pagesInBlock(machine), troubled, stepsOf(machine)],
  },
];
