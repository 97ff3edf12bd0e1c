import { type Difference, formatDifferences } from "../stage2/diff.ts";
import { exactness } from "../stage2/exactness.ts";
import { mustGo } from "../stage2/reach.ts";
import { formatLeaf } from "../stage2/leaf.ts";
import type { UnmapReturn } from "./events.ts";
import type { Kvm } from "./state.ts";

/** A leaf that reaches the range and is still there when its unmap is done: one sentence, or null. */
export function missedBy({ mmu, range, after }: UnmapReturn): string | null {
  const [leaf] = mustGo(after, range);
  return leaf === undefined ? null : `${mmu.label}: ${formatLeaf(leaf)} is missed`;
}

/** A leaf that was taken though nothing required or excused it: one sentence, or null. */
export function excessOf(kvm: Kvm, { mmu, range, removed, justified }: UnmapReturn): string | null {
  if (justified || removed.length === 0) {
    return null;
  }
  const block = kvm.geometry.blocks[0] ?? kvm.geometry.page;
  const { excess } = exactness(mmu.label, removed, [], range, block);
  const [first]: readonly (Difference | undefined)[] = excess;
  return first === undefined ? null : `${formatDifferences([first])} though it does not reach the range`;
}
