import type { Task } from "../../../src/core/task.ts";
import { srcu_read_lock, srcu_read_unlock } from "../../../src/kernel/srcu.ts";
import { kvm_arch_flush_shadow_all } from "./flush-shadow-all.ts";
import type { Kvm } from "../state.ts";

/** `kvm_mmu_notifier_release` (kvm_main.c, 7.3.4), from whichever side: nothing may be reached any more when it returns. */
export function* kvm_mmu_notifier_release(kvm: Kvm): Task {
  const { srcu, ghost, world, geometry } = kvm;
  yield* srcu_read_lock(srcu);
  yield* kvm_arch_flush_shadow_all(kvm);
  const range = { start: 0, size: geometry.canonicalSize };
  ghost.gone = [...ghost.gone, range];
  world.emit("notifier_return", { range, source: "release" });
  yield* srcu_read_unlock(srcu);
}
