import { BLOCKED, Op, READ } from "../../../../src/core/op.ts";
import type { OpKind } from "../../../../src/core/op.ts";
import type { Task } from "../../../../src/core/task.ts";
import { read_plain, write_plain } from "../../../../src/kernel/cell.ts";
import { kfree } from "../../../../src/kernel/slab.ts";
import type { Memory } from "../../../../src/kernel/slab.ts";
import type { ShadowMmu } from "../../mmu/s2-mmu.ts";
import type { Kvm } from "../../state.ts";
import type { ColumbiaKnobs } from "./knobs.ts";
import { RmapHead, type RmapCell, type RmapRecord } from "./state.ts";

const LOOP: OpKind = {
  name: "rmap_get_first",
  access: READ,
  ready: (op) => op.stage === 0 || (op.object as RmapCell).peek !== op.a,
  perform(op) {
    op.stage = 1;
    return (op.object as RmapCell).peek === op.a ? BLOCKED : undefined;
  },
  describe: (op) => `rmap_get_first(${op.object.label}): the same record again, and nothing to unmap`,
};

/** A turn of a loop that left the head as it was: it goes on until somebody changes that. */
export const loop_again = (cell: RmapCell): Op<void> => new Op<void>(LOOP, cell, cell.peek);

/** The records of a head, as `for_each_rmap_head` finds them; a record that counts as empty ends them. */
export function recordsIn({ empty }: ColumbiaKnobs, { records }: RmapHead): readonly RmapRecord[] {
  const end = empty === "zero" ? records.findIndex(({ val }) => val === 0) : -1;
  return end < 0 ? records : records.slice(0, end);
}

/**
 * `rmap_list_add`: into the head if that is empty, else into a descriptor page, to which the head's record moves. A page holds
 * 169, and a second one is never needed here. Gives back the page if it was not used.
 */
export function* rmap_list_add(
  knobs: ColumbiaKnobs,
  cell: RmapCell,
  record: RmapRecord,
  spare: Memory,
): Task<Memory | null> {
  const head = yield* read_plain(cell);
  const known = recordsIn(knobs, head);
  if (known.length === 0 && head.desc === null) {
    yield* write_plain(cell, new RmapHead([record], null));
    return spare;
  }
  yield* write_plain(cell, new RmapHead([...known, record], head.desc ?? spare));
  return head.desc === null ? null : spare;
}

/** `search_rmap_entry` and `kvm_rmap_remove`: the last record takes the place of the one that goes. */
export function* rmap_remove(kvm: Kvm, knobs: ColumbiaKnobs, cell: RmapCell, mmu: ShadowMmu, l2_ipa: number): Task {
  const head = yield* read_plain(cell);
  const known = recordsIn(knobs, head);
  const at = known.findIndex((record) => record.val === l2_ipa && (knobs.search === "l2Ipa" || record.mmu === mmu));
  if (at < 0) {
    return;
  }
  const left = at === known.length - 1 ? known.slice(0, at) : known.with(at, known.at(-1)!).slice(0, -1);
  yield* write_plain(cell, new RmapHead(left, left.length === 0 ? null : head.desc));
  if (left.length === 0 && head.desc !== null) {
    yield* kfree(kvm.allocator, head.desc);
  }
}
