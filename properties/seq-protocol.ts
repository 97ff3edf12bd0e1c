/**
 * S-seq. A map may commit at τ only if no invalidation is in progress at τ and mmu_invalidate_seq(τ) is the value that the
 * fault sampled, and it sampled it before it looked the frame up.
 */
import { nested } from "../models/nested/model.ts";
import type { MapCommit } from "../models/nested/events.ts";
import { formatLeaf } from "../models/stage2/leaf.ts";
import { property } from "../src/scenario/property.ts";

function broken({ leaf, sampled, pinned, seq, in_progress }: MapCommit): string | null {
  const committed = `${formatLeaf(leaf)} commits`;
  if (in_progress !== 0) {
    return `${committed} while ${in_progress} invalidation is in progress`;
  }
  if (seq !== sampled) {
    return `${committed} at sequence ${seq}, sampled at ${sampled}`;
  }
  return sampled > pinned ? `${committed} with a sequence sampled after its frame was looked up` : null;
}

export default property({
  name: "seq-protocol",
  statement: "a leaf commits only if no invalidation came between the look-up of its frame and the commit",
  model: nested,
  claim: { on: { map_commit: (_kvm, commit) => broken(commit) } },
  exercised: ["fault retried"],
});
