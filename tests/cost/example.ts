import nested from "../../models/nested/cost/cost.ts";
import { fullUnmap } from "../../models/nested/designs/full-unmap.ts";
import { mapleV2 } from "../../models/nested/designs/maple-v2.ts";
import { rbTree2024 } from "../../models/nested/designs/rb-tree-2024.ts";
import type { CostModel } from "../../src/cost/cost-model.ts";
import { costOf } from "../../src/cost/document.ts";
import type { CostDocument } from "../../src/cost/document.ts";

/** Three designs, two workloads and two page sizes; the loop of short addresses only, which costs no time. */
export function exampleCost(): CostDocument {
  const model = { ...nested, granules: ["4K", "64K"], bits: { ...nested.bits, usual: 40 } } as unknown as CostModel;
  return costOf({
    model,
    designs: [fullUnmap, mapleV2, rbTree2024],
    workloads: model.workloads.filter(({ name }) => name === "numa" || name === "alias"),
    machines: ["4K", "64K"].map((granule) => ({ granule, bits: 48 })),
    gib: 64,
    seed: 1,
  });
}
