import type { Task } from "../../../../src/core/task.ts";
import { atomic_dec, atomic_inc } from "../../../../src/kernel/atomic.ts";
import { read_plain, write_plain } from "../../../../src/kernel/cell.ts";
import { spin_lock, spin_unlock } from "../../../../src/kernel/spinlock.ts";
import { alignDown } from "../../../stage2/interval.ts";
import type { Leaves } from "../../../stage2/leaf.ts";
import type { S2Fault } from "../../reverse-map.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import type { LeafLink, RmapHead } from "./heads.ts";
import { headsOf } from "./state.ts";
import type { LeafLinks, LinkedLeaves } from "./state.ts";
import type { LinkedKnobs } from "./knobs.ts";
import { free_empty_tables } from "./tables.ts";

/** The leaf of a fault goes into the list of its canonical page or block; its entry is locked. */
export function* link_leaf(kvm: Kvm, mmu: ShadowMmu<LinkedLeaves>, fault: S2Fault): Task {
  const { knobs, unlinked_leaves } = mmu.revmap;
  const { nested_ipa: nested, size, canonical } = fault;
  const links = mmu.revmap.linksOf(nested, size);
  if (links === undefined) {
    if (knobs.noMemory === "count") {
      yield* atomic_inc(unlinked_leaves);
    }
    return;
  }
  const start = alignDown(canonical, size);
  const head = headsOf(kvm).at(start, knobs.blockHead === "own" ? size : kvm.geometry.page);
  const link = linkAt(links, mmu, nested);
  if (link.head !== null && knobs.unlinkAt === "atReuse") {
    yield* unlink(knobs, link, link.head, true);
  }
  link.head = head;
  yield* lock(knobs, head);
  const list = yield* read_plain(head.list);
  if (list.links.length === 0 || knobs.aliases === "linked") {
    yield* write_plain(head.list, list.with(link));
  } else if (knobs.aliases === "unknown") {
    yield* write_plain(head.unknown, true);
  }
  yield* unlock(knobs, head);
}

/** `record` and `after_unlock` for the other values of `linkAt`. */
export function* link_later(kvm: Kvm, mmu: ShadowMmu<LinkedLeaves>, fault: S2Fault): Task<number> {
  if (!fault.relaxed) {
    yield* link_leaf(kvm, mmu, fault);
  }
  return 0;
}

/** Leaves are out of the table; under mmu_lock W, or in a fault that holds their entry, where others work on the lists too. */
export function* unlink_leaves(kvm: Kvm, mmu: ShadowMmu<LinkedLeaves>, leaves: Leaves): Task {
  const { revmap } = mmu;
  const { knobs } = revmap;
  const isShared = kvm.mmu_lock.writer === null;
  for (const { n, len } of leaves) {
    const link = revmap.linksOf(n, len)?.links.get(n);
    if (link === undefined || link.head === null) {
      if (knobs.noMemory === "count") {
        const isLater = isShared && knobs.countDown === "underW";
        yield* isLater ? atomic_inc(revmap.replaced_leaves) : atomic_dec(revmap.unlinked_leaves);
      }
    } else if (knobs.unlinkAt === "withLeaf") {
      yield* unlink(knobs, link, link.head, isShared);
    }
  }
  if (!isShared) {
    yield* free_empty_tables(kvm, mmu, leaves);
  }
}

/** Needs no memory. Under mmu_lock W nobody else is at any list, and the lock of the head is left alone. */
function* unlink(knobs: LinkedKnobs, link: LeafLink, head: RmapHead, isShared: boolean): Task {
  if (isShared) {
    yield* lock(knobs, head);
  }
  const list = yield* read_plain(head.list);
  yield* write_plain(head.list, list.without(link));
  if (isShared) {
    yield* unlock(knobs, head);
  }
  link.head = null;
}

function* lock({ headLock }: LinkedKnobs, head: RmapHead): Task {
  if (headLock === "bit") {
    yield* spin_lock(head.lock);
  }
}

function* unlock({ headLock }: LinkedKnobs, head: RmapHead): Task {
  if (headLock === "bit") {
    yield* spin_unlock(head.lock);
  }
}

function linkAt({ links, size }: LeafLinks, mmu: ShadowMmu, nested: number): LeafLink {
  const known = links.get(nested) ?? { mmu, nested, size, head: null };
  links.set(nested, known);
  return known;
}
