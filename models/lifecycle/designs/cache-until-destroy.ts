import { lifecycleDesign } from "../design.ts";

/** Design E: the flush leaves the cache alone and detaches the shadow MMUs under mmu_lock. */
export const cacheUntilDestroy = lifecycleDesign({
  name: "cache-until-destroy",
  title: "the cache is freed when dirty logging ends and when the VM is destroyed, never in the flush",
  knobs: { commitFree: "yes", chunkChange: "withoutSlots", nestedFree: "detached" },
});
