import type { Task } from "../../../src/core/task.ts";
import { ENOMEM } from "../../../src/kernel/errno.ts";
import { GFP_KERNEL_ACCOUNT, kfree, kzalloc } from "../../../src/kernel/slab.ts";
import type { ReverseEntry } from "../../stage2/coverage.ts";
import { slotRange } from "../host/memslots.ts";
import type { ReverseMap } from "../reverse-map.ts";
import type { Kvm, ShadowMmu } from "../state.ts";
import { knobDesign } from "./knob-design.ts";
import { LINKED_KNOBS } from "./linked-leaves/knobs.ts";
import type { LinkedKnobs } from "./linked-leaves/knobs.ts";
import { link_later, link_leaf, unlink_leaves } from "./linked-leaves/link.ts";
import { headsOf, LinkedLeaves } from "./linked-leaves/state.ts";
import { free_all, make_links } from "./linked-leaves/tables.ts";
import { settle_replaced, shadows_reached, unmap_linked } from "./linked-leaves/unmap.ts";

/**
 * Ours, in no kernel: every leaf of a shadow is in the list of its canonical page or block. The heads are an array of the
 * memslot; the links lie beside the entries of the shadow tables, so that a second leaf of a page needs no memory, and
 * taking one out neither. x86's rmap (arch/x86/kvm/mmu/mmu.c) is the precedent; docs/our-design.md says why each choice.
 */
function reverseMap(knobs: LinkedKnobs): ReverseMap<LinkedLeaves> {
  return {
    init: (kvm, mmu) => new LinkedLeaves(kvm, mmu, knobs),
    before_map: make_links,
    ...linking(knobs),
    leaves_gone: unlink_leaves,
    ...(knobs.visit === "reached" ? { reached: shadows_reached } : {}),
    unmap_canonical: unmap_linked,
    cleared: settle_replaced,
    memslot_made,
    memslot_freed,
    destroy: free_all,
    entries: entriesOf,
    bytes: bytesOf,
    broken: ({ revmap }) => revmap.unlinked_leaves.peek > 0,
  };
}

function linking({ linkAt }: LinkedKnobs): Partial<ReverseMap<LinkedLeaves>> {
  switch (linkAt) {
    case "lockedEntry":
      return { entry_locked: link_leaf };
    case "afterMap":
      return { record: link_later };
    case "afterUnlock":
      return { after_unlock: link_later };
    default:
      return linkAt satisfies never;
  }
}

/** `kvm_arch_prepare_memory_region`: heads for the slot, where failing is allowed. */
function* memslot_made(kvm: Kvm, slot: number): Task<number> {
  const memory = yield* kzalloc(kvm.allocator, `rmap of slot ${slot}`, GFP_KERNEL_ACCOUNT);
  if (memory === null) {
    return -ENOMEM;
  }
  headsOf(kvm).remake(slot, slotRange(kvm.memslots, slot), memory);
  return 0;
}

/** `kvm_arch_free_memslot`: the slot's leaves are unmapped, and nobody can map through it any more. */
function* memslot_freed(kvm: Kvm, slot: number): Task {
  yield* kfree(kvm.allocator, headsOf(kvm).arrays[slot]!);
}

function entriesOf(mmu: ShadowMmu<LinkedLeaves>): ReverseEntry[] {
  return headsOf(mmu.kvm)
    .all()
    .flatMap(({ start, size, list, unknown }): ReverseEntry[] =>
      unknown.peek
        ? [{ start, size, nested: null }]
        : list.peek.links.flatMap(({ mmu: owner, nested }) => (owner === mmu ? [{ start, size, nested }] : [])),
    );
}

/** `struct { struct hlist_node; gfn_t }` beside an entry, and the word of its head. */
const LINK = 24;
const HEAD = 8;

function bytesOf(kvm: Kvm): number {
  const lists = headsOf(kvm)
    .all()
    .map(({ list }) => list.peek.links.length);
  return lists.reduce((sum, links) => sum + (links === 0 ? 0 : HEAD + LINK * links), 0);
}

export const linkedLeaves = knobDesign({
  name: "linked-leaves",
  title: "ours: leaves linked by canonical page, links beside the table entries",
  knobs: {
    linkAt: "lockedEntry",
    headLock: "bit",
    aliases: "linked",
    unlinkAt: "withLeaf",
    blockHead: "own",
    noMemory: "count",
    countDown: "underW",
    gfp: "nowait",
    visit: "reached",
    walk: "run",
  },
  values: LINKED_KNOBS,
  flaws: [],
  limits: [],
  build: reverseMap,
});
