/**
 * P, strict. On unmap(R) of shadow m, a leaf l goes only if [l.c, l.c + len) overlaps R: each leaf is cleared whole, which is
 * all the rounding that hardware asks for. The one excuse is an allocation that failed since the last full unmap of m began;
 * aliasing, a block that was split, stale entries and a full unmap that is under way are none.
 */
import { nested } from "../models/nested/model.ts";
import { strictExcessOf } from "../models/nested/spec/unmap-verdict.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "strict-precision",
  statement: "an unmap takes no shadow leaf that it need not, unless an allocation failed",
  model: nested,
  claim: { on: { unmap_return: (_kvm, unmap) => strictExcessOf(unmap) } },
  exercised: ["a notifier hit a shadow leaf", "a notifier missed a shadow leaf", "aliasing"],
});
