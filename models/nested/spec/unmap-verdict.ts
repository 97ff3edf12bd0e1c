import { exactness } from "../../stage2/exactness.ts";
import { formatRange } from "../../stage2/format.ts";
import { mustGo } from "../../stage2/reach.ts";
import type { IpaRange } from "../../stage2/interval.ts";
import { formatLeaf } from "../../stage2/leaf.ts";
import type { UnmapReturn } from "../events.ts";
import type { Kvm } from "../state.ts";

/** A leaf that reaches the range and is still there when its unmap is done: one sentence, or null. */
export function missedBy({ mmu, range, after }: UnmapReturn): string | null {
  const [leaf] = mustGo(after, range);
  return leaf === undefined ? null : `${formatLeaf(leaf)} was left in ${mmu.label}, although it reaches ${what(range)}`;
}

/** A leaf that was taken though nothing required or excused it: one sentence, or null. */
export function excessOf(kvm: Kvm, unmap: UnmapReturn): string | null {
  const { blocks, page } = kvm.geometry;
  return unmap.justified ? null : excessBeyond(unmap, blocks[0] ?? page);
}

/** The same of leaves that only an allocation failure could excuse; that they lie beside one that had to go does not. */
export const strictExcessOf = (unmap: UnmapReturn): string | null => (unmap.ran_out ? null : excessBeyond(unmap, 1));

function excessBeyond({ mmu, range, removed }: UnmapReturn, forgiven: number): string | null {
  if (removed.length === 0) {
    return null;
  }
  const { excess } = exactness(mmu.label, removed, [], range, forgiven);
  const [first] = excess;
  return first === undefined
    ? null
    : `${first.before} was removed from ${mmu.label}, although it does not reach ${what(range)}`;
}

const what = (range: IpaRange): string => `canonical ${formatRange(range)}, which is unmapped`;
