import type { Wide } from "../../../../src/conform/vocabulary.ts";
import { hex } from "../../../stage2/leaf.ts";
import type { NestedClaim } from "../nested-claim.ts";
import { attributesOf, hexOf, permOf, sameButForAccess } from "../state/pte.ts";

/**
 * ∀ attribute walk that changes entry e to e': they differ in rights and the access flag only, and where it write-protects e' has no
 * right that e has not. ∀ aging of e: it changes the access flag only. With several readers another may have changed e' already.
 */
export const leafAttributes: NestedClaim = {
  name: "leaf-attributes",
  says: "an attribute walk changes rights and nothing else of a leaf, write-protection gives none, aging changes no right",
  needs: ["pte_attr"],
  watch(kvm, verdict) {
    const judge = (what: string, ipa: number, old: Wide, pte: Wide, right: boolean): void => {
      if (right) {
        verdict.held();
      } else {
        verdict.broken(`${what} makes ${hexOf(pte)} of ${hexOf(old)} at ${hex(ipa)}`);
      }
    };
    return {
      before: {
        pte_attr({ th, mmu, ipa, old, pte }) {
          if (kvm.readers.size < 2) {
            const gained = kvm.thread(th).wp === null ? 0 : permOf(pte) - (permOf(pte) & permOf(old));
            judge(
              `${th}, in ${mmu},`,
              ipa,
              old,
              pte,
              gained === 0 && sameButForAccess(attributesOf(old), attributesOf(pte)),
            );
          }
        },
        pte_age: ({ th, ipa, old, pte }) => judge(`aging by ${th}`, ipa, old, pte, sameButForAccess(old, pte)),
      },
    };
  },
};
