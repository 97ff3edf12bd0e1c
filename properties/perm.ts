/**
 * PERM. Whenever a fault makes a leaf valid, or adds rights to one: the rights that it gives are a subset of those that its walk
 * of L1's table found and the host has, and a leaf that it maps is no longer than L1's leaf and the host's.
 */
import { nested } from "../models/nested/model.ts";
import type { Granted } from "../models/nested/events.ts";
import { formatRange } from "../models/stage2/format.ts";
import { allows, formatPerm } from "../models/stage2/perm.ts";
import { property } from "../src/scenario/property.ts";

function beyond({ mmu, n, len, perm, allowed, longest }: Granted): string | null {
  const where = `a fault maps nested ${formatRange({ start: n, size: len })} in ${mmu.label}`;
  if (!allows(allowed, perm)) {
    return `${where} with ${formatPerm(perm)}, where L1 and the host give ${formatPerm(allowed)}`;
  }
  return len > longest ? `${where}, where L1 and the host have no leaf longer than ${longest}` : null;
}

export default property({
  name: "perm",
  statement: "a fault gives L2 no right and no longer leaf than both L1 and the host have",
  model: nested,
  claim: { on: { granted: (_kvm, granted) => beyond(granted) } },
  exercised: ["block mapped", "rights added to a leaf"],
});
