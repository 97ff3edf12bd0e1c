/**
 * P. On unmap(R) of shadow m, a leaf l with l.c outside R goes only if it shares a hardware block with a leaf that R
 * overlaps, or if a fallback was justified: since the last full unmap of m, two nested addresses really led to one
 * canonical page, or an allocation failed, or an unmap of all of m was under way, which would have taken l anyway.
 */
import { nested } from "../models/nested/model.ts";
import { excessOf } from "../models/nested/spec/unmap-verdict.ts";
import { property } from "../src/scenario/property.ts";

export default property({
  name: "precision",
  statement: "an unmap takes no shadow leaf that it need not, unless real aliasing or a failed allocation excuses it",
  model: nested,
  claim: { on: { unmap_return: (kvm, unmap) => excessOf(kvm, unmap) } },
  exercised: ["a notifier hit a shadow leaf", "a notifier missed a shadow leaf"],
});
