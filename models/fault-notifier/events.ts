import type { Frame } from "./host.ts";
import type { Root } from "./state.ts";

/** What the model tells the claims, in the step that it describes. */
export interface FaultEvents {
  /** A fault has put a leaf into a root; mmu_lock R. */
  readonly mapped: { readonly root: Root; readonly page: number; readonly frame: Frame };
  /** A fault ends in -EAGAIN; `sampled` is what the sequence was when it began; mmu_lock R. */
  readonly retried: { readonly root: Root; readonly page: number; readonly sampled: number };
  /** `kvm->memslots` is another array from now on; mn_invalidate_lock. */
  readonly memslots_swapped: null;
  /** A pfn cache has become valid. */
  readonly cached: { readonly frame: Frame };
  /** `invalidate_range_start` is done: the host may take the frame. */
  readonly notifier_return: { readonly page: number; readonly frame: Frame };
}
