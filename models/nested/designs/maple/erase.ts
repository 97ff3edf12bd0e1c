import type { Task } from "../../../../src/core/task.ts";
import { INDICES } from "../../../../src/kernel/maple_state.ts";
import { MA_STATE, mas_erase, mas_store, mas_store_gfp } from "../../../../src/kernel/maple_tree.ts";
import type { MapleTree, MaState } from "../../../../src/kernel/maple_tree.ts";
import { __GFP_ACCOUNT, GFP_NOWAIT } from "../../../../src/kernel/slab.ts";
import { NULL } from "../../../../src/kernel/xa_entry.ts";
import { endOf, type IpaRange, overlaps } from "../../../stage2/interval.ts";
import { find_entry } from "./find.ts";
import type { RevmapFormat } from "./state.ts";

export const EVERYWHERE: IpaRange = { start: 0, size: INDICES.max };

/** Removes the entry at which `mas` is. Where that needs memory and gets none, the entry stays: more is unmapped, not less. */
export function* erase_entry({ knobs, removed }: RevmapFormat, mas: MaState): Task {
  switch (knobs.eraseAlloc) {
    case "mayFailSleep":
      yield* mas_erase(mas);
      break;
    case "mayFail":
      yield* mas_store_gfp(mas.tree, mas.index, mas.last, NULL, GFP_NOWAIT | __GFP_ACCOUNT);
      break;
    case "never":
      yield* mas_store(mas, removed);
      break;
    default:
      knobs.eraseAlloc satisfies never;
  }
}

/** Removes the precise entries of canonical range `where` whose nested range overlaps `nested`; the tree's lock is held. */
export function* erase_leading_to(map: RevmapFormat, mt: MapleTree, where: IpaRange, nested: IpaRange): Task {
  const last = endOf(where) - 1;
  const mas = MA_STATE(mt, where.start, last);
  for (let entry = yield* find_entry(map, mas, last); entry !== NULL; entry = yield* find_entry(map, mas, last)) {
    const start = map.decode(entry);
    if (start !== null && overlaps(start, mas.last - mas.index + 1, nested)) {
      yield* erase_entry(map, mas);
    }
  }
}
