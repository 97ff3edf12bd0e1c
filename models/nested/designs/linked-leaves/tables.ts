import type { Task } from "../../../../src/core/task.ts";
import { ENOMEM } from "../../../../src/kernel/errno.ts";
import { __GFP_ACCOUNT, GFP_KERNEL_ACCOUNT, GFP_NOWAIT, kfree, kzalloc } from "../../../../src/kernel/slab.ts";
import type { Leaves } from "../../../stage2/leaf.ts";
import type { S2Fault } from "../../reverse-map.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import type { LeafLinks, LinkedLeaves } from "./state.ts";

/**
 * Links for the table that the leaf of a fault goes to, before anything is locked there. Of two faults that bring some, the
 * first has them installed. Where there is no memory, the next fault in this table asks again.
 */
export function* make_links(kvm: Kvm, mmu: ShadowMmu<LinkedLeaves>, fault: S2Fault): Task<number> {
  const { revmap } = mmu;
  const { nested_ipa, size, relaxed } = fault;
  if (relaxed || revmap.linksOf(nested_ipa, size) !== undefined) {
    return 0;
  }
  const start = revmap.tableOf(nested_ipa, size);
  const entries = kvm.geometry.blocks.find((block) => block > size)! / size;
  const gfp = revmap.knobs.gfp === "sleep" ? GFP_KERNEL_ACCOUNT : GFP_NOWAIT | __GFP_ACCOUNT;
  const memory = yield* kzalloc(kvm.allocator, `leaf_links[${entries}]`, gfp);
  if (memory === null) {
    return revmap.knobs.noMemory === "failFault" ? -ENOMEM : 0;
  }
  const tables = revmap.tables.get(size)!;
  if (tables.has(start)) {
    yield* kfree(kvm.allocator, memory);
  } else {
    tables.set(start, { memory, start, size, links: new Map() });
  }
  return 0;
}

/** Table pages go with their last leaf, and their links with them; mmu_lock W. */
export function* free_empty_tables(kvm: Kvm, mmu: ShadowMmu<LinkedLeaves>, gone: Leaves): Task {
  const { revmap } = mmu;
  for (const { n, len } of gone) {
    for (const [size, tables] of revmap.tables) {
      const start = size <= len ? revmap.tableOf(n, size) : -1;
      const links = tables.get(start);
      if (links !== undefined && links.memory !== null && isEmpty(mmu, links)) {
        yield* free_links(kvm, mmu, links);
      }
    }
  }
}

/** VM destruction. */
export function* free_all(kvm: Kvm, mmu: ShadowMmu<LinkedLeaves>): Task {
  const { tables, heads } = mmu.revmap;
  for (const links of [...tables.values()].flatMap((level) => [...level.values()])) {
    yield* free_links(kvm, mmu, links);
  }
  for (const array of heads?.arrays ?? []) {
    if (!array.freed) {
      yield* kfree(kvm.allocator, array);
    }
  }
}

function isEmpty({ revmap, leaves }: ShadowMmu<LinkedLeaves>, { start, size }: LeafLinks): boolean {
  return !leaves.some((leaf) => leaf.len === size && revmap.tableOf(leaf.n, size) === start);
}

function* free_links(kvm: Kvm, { revmap }: ShadowMmu<LinkedLeaves>, { memory, start, size }: LeafLinks): Task {
  revmap.tables.get(size)!.delete(start);
  if (memory !== null) {
    yield* kfree(kvm.allocator, memory);
  }
}
