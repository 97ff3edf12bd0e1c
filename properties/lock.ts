/**
 * LOCK. Rev(m) changes only under its lock or mmu_lock W; every lock is released once, by its owner; locks nest only as
 * config_lock | slots_lock → srcu → mmap_lock → mmu_lock → ma_lock, or what a design has in its place; no two unordered
 * accesses conflict.
 */
import { aging } from "../models/aging/model.ts";
import { faultNotifier } from "../models/fault-notifier/model.ts";
import { lifecycle } from "../models/lifecycle/model.ts";
import { nested } from "../models/nested/model.ts";
import { pkvm } from "../models/pkvm/model.ts";
import { walkers } from "../models/walkers/model.ts";
import { yieldingIterator } from "../models/yielding-iterator/model.ts";
import { nestedPool } from "../models/nested-pool/model.ts";
import { vmids } from "../models/vmid/model.ts";
import { writeTracking } from "../models/write-tracking/model.ts";
import { shadowPages } from "../models/shadow-pages/model.ts";
import type { Shared } from "../src/core/shared.ts";
import type { World } from "../src/core/world.ts";
import { Rcu } from "../src/kernel/rcu.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

const ORDER = ["config_lock", "slots_lock", "srcu", "mmap_lock", "mmu_lock", "ma_lock"];
/** The srcu of all notifiers is held around KVM's; a guest_memfd's invalidate_lock is taken where memslots change. */
const RANKS = ["mmu_notifier_srcu", "config_lock", "slots_lock", "invalidate_lock", ...ORDER.slice(2)];

const TRACKER = RANKS.indexOf("ma_lock");

/** What has none of these names is a tracker's, of which a design may have several: the engine looks for cycles among them. */
function rankOf(lock: Shared): number {
  const rank = RANKS.indexOf(lock.name);
  return rank < 0 ? TRACKER : rank;
}

function misnested(world: World): string | null {
  const task = world.current;
  let above = -1;
  for (const lock of task?.held ?? []) {
    if (lock instanceof Rcu) {
      continue;
    }
    const rank = rankOf(lock);
    if (rank < above || (rank === above && rank !== TRACKER)) {
      const names = task!.held.map((held) => held.label).join(", then ");
      return `${task!.name} holds ${names}: the order is ${ORDER.join(" → ")}`;
    }
    above = rank;
  }
  return null;
}

export default property({
  name: "lock",
  statement: "trackers change under their lock, locks nest in the documented order and are released by their owner",
  model: nested,
  claim: { on: { unlock: (_kvm, _lock, world) => misnested(world) } },
  engine: ["lock-owner", "lock-order", "data-race"],
  exercised: ["a shadow leaf was mapped", "a notifier hit a shadow leaf"],
  also: [
    elsewhere({ model: walkers, exercised: ["a fault lost a race"] }),
    elsewhere({ model: pkvm, exercised: ["a page was reclaimed"] }),
    elsewhere({ model: aging, exercised: ["an unmap freed a table"] }),
    elsewhere({ model: faultNotifier, exercised: ["a page was mapped", "a root was given up"] }),
    elsewhere({ model: lifecycle, exercised: ["the VM's tables were flushed", "a notifier hit a table"] }),
    elsewhere({ model: yieldingIterator, exercised: ["the lock was dropped between chunks"] }),
    elsewhere({ model: nestedPool, exercised: ["a shadow was loaded"] }),
    elsewhere({ model: writeTracking, exercised: ["a table was shadowed"] }),
    elsewhere({ model: shadowPages, exercised: ["a page went out of sync"] }),
    elsewhere({ model: vmids, exercised: ["the VMIDs rolled over"] }),
  ],
});
