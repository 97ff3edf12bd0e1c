/**
 * DIRTY. Let a memslot log dirty pages, and let c be a page of it that is written at τ through a table entry which a fault for c
 * made writable. Then a log that GET_DIRTY_LOG, or CLEAR_DIRTY_LOG where that clears, returns after τ has c, or c is in the
 * bitmap at the end.
 */
import { nested } from "../models/nested/model.ts";
import type { Kvm } from "../models/nested/state.ts";
import { bitmapAt } from "../models/nested/host/memslots.ts";
import { hex } from "../models/stage2/leaf.ts";
import { shadowPages } from "../models/shadow-pages/model.ts";
import type { Vm } from "../models/shadow-pages/state.ts";
import { elsewhere, property } from "../src/scenario/property.ts";

function lost({ unlogged, memslots }: Kvm): string | null {
  const page = unlogged?.pages.find((written) => ((bitmapAt(memslots, written)?.bits ?? 0) & (1 << written)) === 0);
  return page === undefined
    ? null
    : `canonical ${hex(page)} was written after the last log that has it, and no log will`;
}

function unnoted({ written, dirty }: Vm): string | null {
  const gfn = [...written].find((one) => !dirty[one]!.peek);
  return gfn === undefined ? null : `gfn ${gfn} was written after the last log was taken, and no log will have it`;
}

export default property({
  name: "dirty-log",
  statement: "a page of a memslot that logs is in a log after it was written",
  model: nested,
  claim: { finally: lost },
  exercised: ["a dirty log was taken"],
  also: [elsewhere({ model: shadowPages, claim: { finally: unnoted }, exercised: ["a dirty log was taken"] })],
});
