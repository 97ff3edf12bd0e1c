import type { NestedClaim } from "../nested-claim.ts";
import { isNothing, isTable, isValid, NOTHING, sizeAt } from "../state/pte.ts";

/** ∀ pte_unmap that clears a table entry e of level L at a: no entry below e is valid. */
export const tableEmpty: NestedClaim = {
  name: "table-empty",
  says: "an unmap frees a table page only when nothing is left in it, and leaves none that is empty",
  needs: ["pte_unmap"],
  watch(kvm, verdict) {
    return {
      before: {
        pte_unmap({ mmu: name, level, ipa, old, pte }) {
          const mmu = kvm.mmu(name);
          if (!isTable(old, level) || !mmu.known) {
            return;
          }
          const address = ipa - (ipa % sizeAt(level));
          const children = mmu.at(level, address)?.children ?? 0;
          const freed = isNothing(pte);
          if (freed === (children === 0)) {
            verdict.held();
          } else if (freed) {
            verdict.broken(
              `${name}: the table of level ${level} at 0x${address.toString(16)} is freed with ${firstBelow(mmu, level, address)} in it`,
            );
          } else {
            verdict.broken(`${name}: the table of level ${level} at 0x${address.toString(16)} is empty and stays`);
          }
        },
      },
    };
  },
};

function firstBelow(
  mmu: ReturnType<Parameters<NestedClaim["watch"]>[0]["mmu"]>,
  level: number,
  address: number,
): string {
  const step = sizeAt(level + 1);
  for (let at = address; at < address + sizeAt(level); at += step) {
    if (isValid(mmu.at(level + 1, at)?.pte ?? NOTHING)) {
      return `the entry of 0x${at.toString(16)}`;
    }
  }
  return "an entry";
}
