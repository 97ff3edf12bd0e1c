import { invalidates, touches } from "./calls.ts";
import { aliasOf, memory, mirrored, shuffled } from "./layout.ts";
import { pagesIn } from "./machine.ts";
import { workload } from "./workload.ts";

const EVENTS = 4;

/** L1's tables are its own affair: it may map any page of its own at several nested addresses. */
export const alias = workload({
  name: "alias",
  title: "hostile aliasing: L1 maps every page of L2 at two nested addresses, and L2 uses both",
  event: "notifiers of one page of L2",
  axes: [{ name: "n", title: "pages of L2", sizes: [16, 24, 32, 48, 64], degree: 2 }],
  sizeOf: (machine, gib) => [pagesIn(machine, gib)],
  *run(bench, [pages = 0]) {
    const mmu = bench.kvm.nested_mmus[0]!;
    const { page } = bench.kvm.geometry;
    const once = memory(0, 0, pages, page);
    const all = [...once, ...once.map(aliasOf)];
    yield* touches(bench, "setup", mmu, shuffled(bench.random, all));
    for (const { c } of mirrored(bench.random, once, EVENTS)) {
      yield* invalidates(bench, "event", { start: c, size: page });
      yield* touches(bench, "fault", mmu, all);
    }
  },
});
