/**
 * LOCK. Rev(m) changes only under its lock or mmu_lock W; every lock is released once, by its owner; locks nest only as
 * config_lock | slots_lock → srcu → mmap_lock → mmu_lock → ma_lock; no two unordered accesses conflict.
 */
import { nested } from "../models/nested/model.ts";
import type { World } from "../src/core/world.ts";
import { property } from "../src/scenario/property.ts";

const ORDER = ["config_lock", "slots_lock", "srcu", "mmap_lock", "mmu_lock", "ma_lock"];

function misnested(world: World): string | null {
  let above = -1;
  for (const lock of world.current?.held ?? []) {
    const rank = ORDER.indexOf(lock.index < 0 || lock.name !== "mmu_lock" ? lock.name : "");
    if (rank <= above) {
      const names = world.current!.held.map((held) => held.label).join(", then ");
      return `${world.current!.name} holds ${names}: the order is ${ORDER.join(" → ")}`;
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
});
