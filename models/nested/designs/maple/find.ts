import type { Task } from "../../../../src/core/task.ts";
import { mas_find } from "../../../../src/kernel/maple_tree.ts";
import type { MaState } from "../../../../src/kernel/maple_tree.ts";
import type { RevmapFormat } from "./state.ts";

/** mas_find, past what was removed by writing over it. */
export function* find_entry(map: RevmapFormat, mas: MaState, last: number): Task<bigint> {
  let entry = yield* mas_find(mas, last);
  while (map.isRemoved(entry)) {
    entry = yield* mas_find(mas, last);
  }
  return entry;
}
