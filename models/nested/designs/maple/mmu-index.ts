import type { Task } from "../../../../src/core/task.ts";
import { MA_STATE, mas_find, mas_set_range } from "../../../../src/kernel/maple_tree.ts";
import type { MapleTree } from "../../../../src/kernel/maple_tree.ts";
import { NULL, xa_mk_value, xa_to_value } from "../../../../src/kernel/xa_entry.ts";
import type { ReverseEntry } from "../../../stage2/coverage.ts";
import { endOf, type IpaRange } from "../../../stage2/interval.ts";
import type { ShadowMmu } from "../../state.ts";
import type { Mapped } from "../is-mapped.ts";
import { revmap_lock, revmap_unlock } from "./lock.ts";
import type { NestedRevmap } from "./state.ts";
import { store_entry } from "./store.ts";

/**
 * v1 2/4, "accelerate canonical IPA unmapping": a tree for the whole VM that tells which shadows to look at. Of its entries
 * nothing is known. Taken are sets of shadows, one bit each; what overlaps becomes one range with all their bits, since
 * visiting a shadow in vain does no harm; for the same reason nothing is ever removed.
 */
export function indexOf({ kvm, revmap }: ShadowMmu<NestedRevmap>): MapleTree | null {
  return revmap.knobs.mmuIndexTree === "no"
    ? null
    : (kvm.nested_mmus[0] as ShadowMmu<NestedRevmap>).revmap.mmu_index_mt;
}

/** Records that `mmu` has a leaf for it; 0 or -ENOMEM. */
export function* index_mmu(index: MapleTree, mmu: ShadowMmu<NestedRevmap>, { canonical, size }: Mapped): Task<number> {
  const { knobs } = mmu.revmap;
  const last = canonical + size - 1;
  const mas = MA_STATE(index, canonical, last);
  let lo = canonical;
  let hi = last;
  let mmus = bitOf(mmu);
  yield* revmap_lock(knobs, index);
  for (let entry = yield* mas_find(mas, last); entry !== NULL; entry = yield* mas_find(mas, last)) {
    mmus |= xa_to_value(entry);
    lo = Math.min(lo, mas.index);
    hi = Math.max(hi, mas.last);
  }
  mas_set_range(mas, lo, hi);
  const err = yield* store_entry(mmu.revmap, mas, xa_mk_value(mmus));
  yield* revmap_unlock(knobs, index);
  return err;
}

/** Whether an unmap of canonical `range` has to look at `mmu`. */
export function* is_indexed(index: MapleTree, mmu: ShadowMmu<NestedRevmap>, range: IpaRange): Task<boolean> {
  const { knobs } = mmu.revmap;
  const last = endOf(range) - 1;
  const mas = MA_STATE(index, range.start, last);
  let found = false;
  yield* revmap_lock(knobs, index);
  let entry = yield* mas_find(mas, last);
  while (entry !== NULL && !found) {
    found = (xa_to_value(entry) & bitOf(mmu)) !== 0n;
    entry = found ? NULL : yield* mas_find(mas, last);
  }
  yield* revmap_unlock(knobs, index);
  return found;
}

/** For invariants: what of the entries of `mmu` an unmap gets to see. A shadow that is broken is one that does not know. */
export function seenThrough(index: MapleTree, mmu: ShadowMmu, entries: readonly ReverseEntry[] | null): ReverseEntry[] {
  const ranges = index.peek.filter(({ entry }) => (xa_to_value(entry) & bitOf(mmu)) !== 0n);
  return ranges.flatMap(({ first, last }): ReverseEntry[] => {
    if (entries === null) {
      return [{ start: first, size: last - first + 1, nested: null }];
    }
    return entries.flatMap(({ start, size, nested }) => {
      const from = Math.max(start, first);
      const to = Math.min(start + size - 1, last);
      return from > to
        ? []
        : [{ start: from, size: to - from + 1, nested: nested === null ? null : nested + from - start }];
    });
  });
}

const bitOf = ({ index }: ShadowMmu): bigint => 1n << BigInt(index);
