import type { Task } from "../../../../src/core/task.ts";
import { WRITE_ONCE } from "../../../../src/kernel/cell.ts";
import type { IpaRange } from "../../../stage2/interval.ts";
import type { ReverseMap } from "../../reverse-map.ts";
import type { Kvm, ShadowMmu } from "../../state.ts";
import { noSteps } from "../no-steps.ts";
import type { RbKnobs } from "./knobs.ts";
import { forget_all, forget_leading_to } from "./mended.ts";
import { type MapipaTree, tree_write_lock, tree_write_unlock } from "./state.ts";

type Hooks = Partial<ReverseMap<MapipaTree>>;

/** Nothing as posted. Mended, records go with the chunk that a TLBI or an unmap of everything takes out. */
export function removalHooks({ removal, onAllocFail }: RbKnobs): Hooks {
  const clearing = { before_full_unmap: begin_full_unmap, cleared: end_full_unmap };
  if (removal === "never") {
    return onAllocFail === "broken" ? clearing : {};
  }
  return {
    ...clearing,
    before_nested_unmap: begin_tlbi,
    after_chunk: end_chunk,
    after_nested_unmap: end_tlbi,
    destroy: (kvm, { revmap }) => forget_all(kvm, revmap),
  };
}

function* begin_full_unmap(kvm: Kvm, { revmap }: ShadowMmu<MapipaTree>): Task {
  const { knobs, broken } = revmap;
  revmap.full_unmaps++;
  revmap.untracked = true;
  if (knobs.removal === "tlbiAndClear") {
    yield* forget_all(kvm, revmap);
  }
  if (knobs.onAllocFail === "broken") {
    yield* WRITE_ONCE(broken, false);
  }
}

function end_full_unmap(_kvm: Kvm, { revmap }: ShadowMmu<MapipaTree>): Task {
  revmap.full_unmaps--;
  if (revmap.full_unmaps === 0) {
    revmap.untracked = false;
  }
  return noSteps();
}

function begin_tlbi(_kvm: Kvm, { revmap }: ShadowMmu<MapipaTree>): Task {
  revmap.tlbis++;
  return noSteps();
}

function end_tlbi(_kvm: Kvm, { revmap }: ShadowMmu<MapipaTree>): Task {
  revmap.tlbis--;
  return noSteps();
}

function* end_chunk(kvm: Kvm, { revmap }: ShadowMmu<MapipaTree>, chunk: IpaRange): Task {
  if (revmap.tlbis > 0 || revmap.full_unmaps > 0) {
    yield* tree_write_lock(revmap);
    yield* forget_leading_to(kvm, revmap, chunk);
    yield* tree_write_unlock(revmap);
  }
}
