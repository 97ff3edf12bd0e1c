/**
 * COMP. When a fault of a vCPU makes a leaf l valid, for each page i of it: if the vCPU is in a context with stage-2 on, L1's table for
 * its VM has had, since the fault began, a leaf of the size in the tag that leads from n + i to c + i, with its access flag set and
 * all rights of l; otherwise the tag is none and n + i = c + i. And the host's entry for c + i is the frame pa + i.
 */
import type { MapCommit } from "../models/nested/events.ts";
import { type Descriptor, isOld, outputOf, permOf, TABLE, upperAt } from "../models/nested/guest/guest-table.ts";
import type { GuestLevels } from "../models/nested/guest/guest-table.ts";
import { hvaOf } from "../models/nested/host/memslots.ts";
import { nested } from "../models/nested/model.ts";
import { ShadowMmu } from "../models/nested/mmu/s2-mmu.ts";
import type { Kvm } from "../models/nested/state.ts";
import { formatLeaf, hex, type Leaf } from "../models/stage2/leaf.ts";
import { allows, type Perm } from "../models/stage2/perm.ts";
import { property } from "../src/scenario/property.ts";

/** Whether a leaf of L1 allows it; entries without output are 0 and -1. */
const gives = (d: Descriptor, perm: Perm, offset: number, c: number): boolean =>
  d > 0 && !isOld(d) && allows(permOf(d), perm) && outputOf(d) + offset === c;

/** Whether a walk, which may read each level of another state, could find a page `i` of the leaf where it leads. */
function could(states: readonly GuestLevels[], leaf: Leaf, i: number, block: number): boolean {
  const [n, c] = [leaf.n + i, leaf.c + i];
  if (leaf.tag === block) {
    return states.some((state) => gives(upperAt(state, n), leaf.perm, n % block, c));
  }
  const isTable = states.some((state) => upperAt(state, n) === TABLE);
  return leaf.tag === 1 && isTable && states.some(({ pages }) => gives(pages[n]!, leaf.perm, 0, c));
}

function wrong(kvm: Kvm, { mmu, leaf, vcpu }: MapCommit): string | null {
  const { ghost, guests, host, memslots } = kvm;
  const { stage2, vmid } = vcpu.context;
  const table = guests[vmid]!;
  const states = ghost.saidSinceFault(table);
  const isWalked = mmu instanceof ShadowMmu && stage2;
  for (let i = 0; i < leaf.len; i++) {
    const [n, c] = [leaf.n + i, leaf.c + i];
    const isGiven = isWalked ? could(states, leaf, i, table.block) : n === c && leaf.tag === 0;
    if (!isGiven) {
      return `${formatLeaf(leaf)} is mapped, and since its fault began L1 has not said that of nested ${hex(n)}`;
    }
    if (host.pte[hvaOf(memslots, c)] !== leaf.pa + i) {
      return `${formatLeaf(leaf)} is mapped, and the host has another frame at canonical ${hex(c)}`;
    }
  }
  return null;
}

export default property({
  name: "composition",
  statement: "a fault maps what L1's table and the host's say together, page by page, with the size of L1's leaf",
  model: nested,
  claim: { on: { map_commit: wrong } },
  exercised: ["a shadow leaf was mapped", "block mapped", "a leaf with stage-2 off"],
});
