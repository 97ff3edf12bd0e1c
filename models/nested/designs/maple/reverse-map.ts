import type { ReverseEntry } from "../../../stage2/coverage.ts";
import type { ReverseMap } from "../../reverse-map.ts";
import type { ShadowMmu } from "../../state.ts";
import { encodings } from "../encoding.ts";
import { begin_full_unmap, begin_tlbi, end_chunk, end_full_unmap, end_tlbi } from "./clear.ts";
import type { MapleKnobs } from "./knobs.ts";
import { indexOf, seenThrough } from "./mmu-index.ts";
import { multiReverseMap } from "./multi.ts";
import { record_nested_revmap } from "./record.ts";
import { copied_revmap, hasBrokenFlag, NestedRevmap } from "./state.ts";
import { unmap_by_revmap } from "./unmap.ts";

/** What these knobs make. */
export const revmapWith = (knobs: MapleKnobs): ReverseMap =>
  knobs.overlapPolicy === "multi" ? multiReverseMap(knobs) : mapleReverseMap(knobs);

/** One maple tree per shadow, canonical range to nested IPA, with these knobs. Hooks that would do nothing are left out. */
function mapleReverseMap(knobs: MapleKnobs): ReverseMap<NestedRevmap> {
  const removes = knobs.tlbiRemoval !== "none";
  const perChunk = knobs.tlbiRemoval === "perChunk" || knobs.clearPoint === "perChunk";
  return {
    init: (kvm, mmu) => new NestedRevmap(kvm, mmu, knobs),
    copied: copied_revmap,
    ...recording(knobs),
    unmap_canonical: unmap_by_revmap,
    before_full_unmap: begin_full_unmap,
    cleared: end_full_unmap,
    ...(removes ? { before_nested_unmap: begin_tlbi, after_nested_unmap: end_tlbi } : {}),
    ...(perChunk ? { after_chunk: end_chunk } : {}),
    encoding: encodings[knobs.valueEncoding],
    entries: entriesOf,
    ...(knobs.directMap === "yes" ? { direct: directOf } : {}),
    broken: (mmu) => knobs.mmuIndexTree === "no" && isBroken(mmu),
  };
}

function entriesOf(mmu: ShadowMmu<NestedRevmap>): ReverseEntry[] {
  const { revmap } = mmu;
  const index = indexOf(mmu);
  const entries = revmap.entriesOf(revmap.nested_revmap_mt);
  return index === null ? entries : seenThrough(index, mmu, isBroken(mmu) ? null : entries);
}

const directOf = ({ revmap }: ShadowMmu<NestedRevmap>): ReverseEntry[] => revmap.entriesOf(revmap.nested_direct_mt!);

function isBroken({ revmap }: ShadowMmu<NestedRevmap>): boolean {
  const { knobs, untracked, nested_revmap_broken } = revmap;
  return (untracked && knobs.untracked === "broken") || (hasBrokenFlag(knobs) && nested_revmap_broken.peek);
}

function recording({
  recordOrder,
}: MapleKnobs): Pick<ReverseMap<NestedRevmap>, "before_map" | "record" | "after_unlock"> {
  switch (recordOrder) {
    case "beforeMap":
      return { before_map: record_nested_revmap };
    case "afterMapUnderR":
      return { record: record_nested_revmap };
    case "afterUnlock":
      return { after_unlock: record_nested_revmap };
    default:
      return recordOrder satisfies never;
  }
}
