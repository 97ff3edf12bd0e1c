import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { isLeafEntry, outputOf, sizeAt } from "../state/pte.ts";

/**
 * A leaf is guest stage-2 by canonical. ∀ leaf l mapped by a fault that walked n ↦ c, level g, and found frame p of c: the
 * walk was for the address of the fault, c is in the frame looked up, and l.pa = p + (l.n − n) with l.n − n = l.c − c, for
 * pages and for blocks, which are aligned in all three spaces.
 */
export const composition: NestedClaim = {
  name: "composition",
  says: "a leaf leads where the guest's walk and the host's frame lead, for the page that faulted",
  needs: ["fault", "fault_ipa", "faultin", "pte_make"],
  watch(kvm, verdict) {
    return {
      before: {
        pte_make({ th, mmu: name, level, ipa, pte }) {
          const { fault, split } = kvm.thread(th);
          if (fault === null || split !== null || fault.pfn === null || !isLeafEntry(pte, level)) {
            return;
          }
          const mmu = kvm.mmu(name);
          const wrong =
            mmu === fault.mmu
              ? wrongWith(fault, ipa, level, outputOf(pte))
              : `${th} maps in ${name} for a fault on ${fault.mmu.name}`;
          if (wrong === null) {
            verdict.held();
          } else {
            verdict.broken(`${name}: ${wrong}`);
          }
        },
      },
    };
  },
};

type Fault = NonNullable<ReturnType<Parameters<NestedClaim["watch"]>[0]["thread"]>["fault"]>;

const PAGE = 0x1000;

function wrongWith(
  { ipa: faulting, walk, gfn, pfn, mmu }: Fault,
  ipa: number,
  level: number,
  pa: number,
): string | null {
  const size = sizeAt(level);
  const n = ipa - (ipa % size);
  const within = faulting - n;
  if (within < 0 || within >= size) {
    return `the leaf at ${hex(n)}+${hex(size)} does not cover ${hex(faulting)}, which faulted`;
  }
  if (walk !== null && walk.ipa !== faulting) {
    return `the guest's tables were walked at ${hex(walk.ipa)} for a fault at ${hex(faulting)}`;
  }
  if (walk !== null && walk.ret !== 0) {
    return `nested ${hex(faulting)} is mapped although the walk of the guest's tables ended in a fault`;
  }
  const c = walk === null ? faulting : walk.out;
  if (!mmu.canonical && walk === null && mmu.vm) {
    return `nested ${hex(faulting)} is mapped without a walk of the guest's tables`;
  }
  if (gfn * PAGE !== c - (c % PAGE)) {
    return `nested ${hex(faulting)} is canonical ${hex(c)} by the guest, but frame ${hex(gfn)} was looked up`;
  }
  if ((c - within) % size !== 0) {
    return `a leaf of ${hex(size)} at ${hex(n)} for canonical ${hex(c - within)}, which is not aligned to it`;
  }
  const frame = pfn!.low * PAGE;
  return pa === frame - within + (within % PAGE)
    ? null
    : `the leaf at ${hex(n)} leads to ${hex(pa)}, but ${hex(faulting)} is backed by ${hex(frame)}`;
}
