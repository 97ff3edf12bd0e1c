import type { Wide } from "../../../../src/conform/vocabulary.ts";
import { geometryOf } from "../../../stage2/geometry.ts";
import { hex } from "../../../stage2/leaf.ts";
import { ipas2Range } from "../../../stage2/tlbi.ts";
import type { NestedClaim } from "../nested-claim.ts";
import type { Mmu, TrackedLeaf } from "../state/mmu.ts";
import { sizeAt } from "../state/pte.ts";
import type { Thread } from "../state/thread.ts";

const PAGE = 0x1000;
const GEOMETRY = geometryOf("4K", 48);
/** Bits 47:44 of the argument; 35:0 are the address by pages. */
const TTL_UNIT = 2 ** 44;
const IPA_PAGES = 2 ** 36;

/**
 * ∀ TLBI IPAS2E1 with argument x in m: the range is `ipas2Range` of `models/stage2/tlbi.ts`: by x's TTL, else by the guest level
 * that a leaf there remembers, else 1G; and it is that range which is unmapped. ∀ TLBI RIPAS2E1 or VMALLS12E1 in m: its range is
 * what is unmapped. For guests and hosts with pages of 4K.
 */
export const tlbiSize: NestedClaim = {
  name: "tlbi-size",
  says: "a TLBI unmaps its range: by IPA, what its TTL says, or else the guest's leaf as the shadow remembers it, or else 1G",
  needs: ["tlbi_ipa", "tlbi_size"],
  watch(kvm, verdict) {
    const asked = new WeakMap<Thread, Wide>();
    const due = new WeakMap<Thread, { readonly start: number; readonly size: number }>();
    const left = ({ th }: { readonly th: string }): void => {
      const thread = kvm.thread(th);
      const range = due.get(thread);
      due.delete(thread);
      if (range !== undefined) {
        verdict.broken(`${th} goes on after a TLBI of ${hex(range.start)}+${hex(range.size)} and has unmapped nothing`);
      }
    };
    return {
      before: {
        tlbi_ipa(event) {
          left(event);
          asked.set(kvm.thread(event.th), event.xt);
        },
        tlbi_range(event) {
          left(event);
          due.set(kvm.thread(event.th), { start: event.start, size: event.size });
        },
        by_vmid_ret: left,
        tlbi_size({ th, mmu: name, size }) {
          const thread = kvm.thread(th);
          const xt = asked.get(thread);
          const mmu = kvm.mmu(name);
          const ttl = xt === undefined ? undefined : sizeByTtl(xt);
          if (xt === undefined || ttl === undefined || !mmu.known) {
            return;
          }
          const ipa = (xt.low % IPA_PAGES) * PAGE;
          const range = ipas2Range(nearby(mmu, ipa), ipa, ttl, GEOMETRY);
          due.set(thread, range);
          if (range.size === size) {
            verdict.held();
          } else {
            verdict.broken(`${name}: a TLBI of ${hex(ipa)} covers ${hex(size)}, but ${hex(range.size)} is due`);
          }
        },
        unmap_range({ th, mmu, start, size }) {
          const thread = kvm.thread(th);
          const range = due.get(thread);
          due.delete(thread);
          if (range === undefined) {
            return;
          }
          if (range.start === start && range.size === size) {
            verdict.held();
          } else {
            verdict.broken(
              `${mmu}: a TLBI of ${hex(range.start)}+${hex(range.size)} unmaps ${hex(start)}+${hex(size)}`,
            );
          }
        },
      },
    };
  },
};

/** Null where the TTL says nothing; undefined for another granule, of which nothing is claimed. */
function sizeByTtl({ low }: Wide): number | null | undefined {
  const ttl = Math.floor(low / TTL_UNIT) % 16;
  const level = ttl % 4;
  if (ttl === 0 || ttl === 4) {
    return null;
  }
  return ttl > 4 && ttl < 8 ? sizeAt(level) : undefined;
}

/** The leaves that may tell the size of the guest's leaf over `ipa`. */
function nearby(mmu: Mmu, ipa: number): readonly TrackedLeaf[] {
  const starts = [GEOMETRY.page, ...GEOMETRY.blocks].map((size) => ipa - (ipa % size));
  const leaves = new Set(starts.map((start) => mmu.leafAt(start)).filter((leaf) => leaf !== null));
  return [...leaves].toSorted((a, b) => a.n - b.n);
}
