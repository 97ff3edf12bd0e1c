import { hex } from "../../../stage2/leaf.ts";
import { formatPerm, type Perm } from "../../../stage2/perm.ts";
import type { EventOf } from "../kinds.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { isLeafEntry, outputOf, permOf, sizeAt } from "../state/pte.ts";
import type { Thread } from "../state/thread.ts";

/** Of `enum kvm_pgtable_prot`. */
const RIGHTS = 16;

/**
 * ∀ leaf l made in a map of [n, n + size) to pa with rights P: l.n ∈ [n, n + size), l.pa − l.n = pa − n, l.perm ⊆ P. ∀ entry changed
 * by relax_perms with P: what it gains is in P. The host's own rights are in P, and nowhere else in the trace.
 */
export const mapRequest: NestedClaim = {
  name: "map-request",
  says: "a leaf leads where its map was told to, and has no right that the map or relaxation was not asked for",
  needs: ["map", "pte_make"],
  watch(kvm, verdict) {
    const asked = new WeakMap<Thread, EventOf<"map">>();
    const relaxing = new WeakMap<Thread, Perm>();
    return {
      before: {
        map: (event) => void asked.set(kvm.thread(event.th), event),
        relax: ({ th, prot }) => void relaxing.set(kvm.thread(th), prot.low % RIGHTS),
        pte_make({ th, mmu, level, ipa, pte }) {
          const thread = kvm.thread(th);
          const request = asked.get(thread);
          if (thread.map === null || thread.split !== null || request === undefined || !isLeafEntry(pte, level)) {
            return;
          }
          const n = ipa - (ipa % sizeAt(level));
          const extra = permOf(pte) - (permOf(pte) & (request.prot.low % RIGHTS));
          const target = request.pa + (n - request.ipa);
          if (request.mmu !== mmu || n < request.ipa || n >= request.ipa + request.size) {
            verdict.broken(
              `${mmu}: a leaf is made at ${hex(n)} by a map of ${request.mmu} ${hex(request.ipa)}+${hex(request.size)}`,
            );
          } else if (outputOf(pte) !== target) {
            verdict.broken(`${mmu}: the leaf at ${hex(n)} leads to ${hex(outputOf(pte))}, not to ${hex(target)}`);
          } else if (extra === 0) {
            verdict.held();
          } else {
            verdict.broken(`${mmu}: the leaf at ${hex(n)} has ${formatPerm(extra)}, which its map was not asked for`);
          }
        },
        pte_attr({ th, mmu, ipa, old, pte }) {
          const thread = kvm.thread(th);
          if (thread.relax === null || kvm.readers.size > 1) {
            return;
          }
          const gained = permOf(pte) - (permOf(pte) & permOf(old));
          const extra = gained - (gained & (relaxing.get(thread) ?? gained));
          if (extra === 0) {
            verdict.held();
          } else {
            verdict.broken(`${mmu}: ${hex(ipa)} gains ${formatPerm(extra)}, which was not asked for`);
          }
        },
      },
    };
  },
};
