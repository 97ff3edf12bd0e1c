/**
 * After a targeted unmap of canonical R, the leaves removed from shadow m are exactly those that a full unmap had to remove
 * for R, { l : l.c overlaps R }, rounded out to hardware blocks, unless a fallback was justified (see precision); and what
 * L2 observes later is what it observes above a full unmap: memory whose canonical page is not invalidated.
 */
import { nested } from "../models/nested/model.ts";
import type { Observe } from "../models/nested/events.ts";
import { gfnOf } from "../models/nested/host/memslots.ts";
import type { Kvm } from "../models/nested/state.ts";
import { excessOf, missedBy } from "../models/nested/spec/unmap-verdict.ts";
import { hex } from "../models/stage2/leaf.ts";
import { overlaps } from "../models/stage2/interval.ts";
import { property } from "../src/scenario/property.ts";

function impossibleAboveFullUnmap(kvm: Kvm, { n, frame, owner }: Observe): string | null {
  const isLive = owner >= 0 && !kvm.ghost.gone.some((range) => overlaps(gfnOf(kvm.memslots, owner), 1, range));
  return isLive
    ? null
    : `L2 observes frame ${hex(frame)} at nested ${hex(n)}, which a full unmap would have taken away`;
}

export default property({
  name: "exactness",
  statement: "a targeted unmap removes exactly the shadow leaves that a full unmap had to remove",
  model: nested,
  claim: {
    on: {
      unmap_return: (kvm, unmap) => missedBy(unmap) ?? excessOf(kvm, unmap),
      L2_observe: impossibleAboveFullUnmap,
    },
  },
  exercised: ["a notifier hit a shadow leaf", "a notifier missed a shadow leaf"],
});
