import type { Task } from "../../../../src/core/task.ts";
import { mtree_lock, mtree_unlock } from "../../../../src/kernel/maple_tree.ts";
import type { MapleTree } from "../../../../src/kernel/maple_tree.ts";
import type { MapleKnobs } from "./knobs.ts";

/** From v2 on, each access to a tree is under its ma_lock; v1 relied on mmu_lock, which faults hold for read only. */
export function* revmap_lock({ treeLock }: MapleKnobs, mt: MapleTree): Task {
  if (treeLock === "ma") {
    yield* mtree_lock(mt);
  }
}

export function* revmap_unlock({ treeLock }: MapleKnobs, mt: MapleTree): Task {
  if (treeLock === "ma") {
    yield* mtree_unlock(mt);
  }
}
