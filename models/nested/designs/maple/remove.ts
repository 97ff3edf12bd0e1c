import type { Task } from "../../../../src/core/task.ts";
import { MA_STATE } from "../../../../src/kernel/maple_tree.ts";
import type { MapleTree } from "../../../../src/kernel/maple_tree.ts";
import { NULL } from "../../../../src/kernel/xa_entry.ts";
import { endOf, type IpaRange } from "../../../stage2/interval.ts";
import { find_entry } from "./find.ts";
import { erase_entry, erase_leading_to, EVERYWHERE } from "./erase.ts";
import { revmap_lock, revmap_unlock } from "./lock.ts";
import type { RevmapFormat } from "./state.ts";

/**
 * L1 invalidated nested `range`: what the tree says of it goes; mmu_lock W. An UNKNOWN range has no nested address and
 * stays. With a direct map only the canonical ranges that it names are looked at, without one the whole tree.
 */
export function* remove_nested(map: RevmapFormat, mt: MapleTree, direct: MapleTree | null, range: IpaRange): Task {
  if (direct === null) {
    yield* remove_leading_to(map, mt, EVERYWHERE, range);
    return;
  }
  const last = endOf(range) - 1;
  const mas = MA_STATE(direct, range.start, last);
  yield* revmap_lock(map.knobs, direct);
  let entry = yield* find_entry(map, mas, last);
  while (entry !== NULL) {
    const canonical = { start: map.decode(entry) ?? 0, size: mas.last - mas.index + 1 };
    yield* revmap_unlock(map.knobs, direct);
    yield* remove_leading_to(map, mt, canonical, range);
    yield* revmap_lock(map.knobs, direct);
    yield* erase_entry(map, mas);
    entry = yield* find_entry(map, mas, last);
  }
  yield* revmap_unlock(map.knobs, direct);
}

function* remove_leading_to(map: RevmapFormat, mt: MapleTree, canonical: IpaRange, nested: IpaRange): Task {
  yield* revmap_lock(map.knobs, mt);
  yield* erase_leading_to(map, mt, canonical, nested);
  yield* revmap_unlock(map.knobs, mt);
}

/** The leaf at nested `range` is gone: so is what the direct map says of it. */
export function* erase_direct(map: RevmapFormat, direct: MapleTree, range: IpaRange): Task {
  const last = endOf(range) - 1;
  const mas = MA_STATE(direct, range.start, last);
  yield* revmap_lock(map.knobs, direct);
  for (let entry = yield* find_entry(map, mas, last); entry !== NULL; entry = yield* find_entry(map, mas, last)) {
    yield* erase_entry(map, mas);
  }
  yield* revmap_unlock(map.knobs, direct);
}
