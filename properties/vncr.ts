/**
 * VNCR. Let U(R) be an unmap handler that returned at t, and t' the matching invalidate_end. For all vCPUs and all τ in [t, t']:
 * neither vncr_tlb nor the fixmap leads to R, whatever shadows map and reverse maps know; and what the guest uses as its VNCR page
 * is a frame that the VM still owns. And when L1's TLBI for its EL2 has returned, no translation of a page in it that was read
 * from L1's table before the write which the TLBI followed is valid, or becomes valid.
 */
import { nested } from "../models/nested/model.ts";
import { SOMEONE_ELSE } from "../models/nested/host/host.ts";
import type { Kvm } from "../models/nested/state.ts";
import type { VncrTranslation } from "../models/nested/vcpu/vncr-tlb.ts";
import { formatRange } from "../models/stage2/format.ts";
import { overlaps } from "../models/stage2/interval.ts";
import { hex } from "../models/stage2/leaf.ts";
import { property } from "../src/scenario/property.ts";

function wrong({ ghost, vncr }: Kvm): string | null {
  for (const tlb of vncr?.tlbs ?? []) {
    for (const found of [tlb.translation, tlb.fixmap]) {
      const fault = found === null ? null : (reaches(ghost, found) ?? retired(vncr!, found));
      if (fault !== null) {
        return `${tlb.label}: ${fault}`;
      }
    }
  }
  return null;
}

function reaches({ gone }: Kvm["ghost"], { canonical }: VncrTranslation): string | null {
  const range = gone.find(({ start, size }) => overlaps(start, size, { start: canonical, size: 1 }));
  return range === undefined
    ? null
    : `canonical ${hex(canonical)} is still reached, although ${formatRange(range)} is unmapped`;
}

function retired({ el2 }: NonNullable<Kvm["vncr"]>, { va, version }: VncrTranslation): string | null {
  return version >= el2.retired[va]! ? null : `VNCR page ${va} is translated as it was before L1's TLBI`;
}

export default property({
  name: "vncr",
  statement: "a VNCR page is reached through nothing that a notifier or a TLBI of L1 has taken away",
  model: nested,
  claim: {
    on: {
      notifier_return: wrong,
      vncr_commit: wrong,
      vncr_tlbi_return: wrong,
      unlock: wrong,
      vncr_observe: (_kvm, { frame, owner }) =>
        owner === SOMEONE_ELSE ? `the VNCR page is frame ${hex(frame)}, which belongs to someone else` : null,
    },
  },
  exercised: ["a VNCR page was used"],
});
