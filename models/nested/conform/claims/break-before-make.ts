import type { NestedClaim } from "../nested-claim.ts";
import { isLocked, NOTHING, sizeAt } from "../state/pte.ts";

/**
 * ∀ pte_make of an entry e by thread h outside of an unlinked table: e is LOCKED, by a successful pte_break of h since which
 * h has made no other entry. ∀ pte_break of a LOCKED entry: it fails. Entries are made in
 * maps and splits only.
 */
export const breakBeforeMake: NestedClaim = {
  name: "break-before-make",
  says: "an entry is made only by the walker that has locked it, and a locked entry is locked by nobody else",
  needs: ["pte_break", "pte_make"],
  watch(kvm, verdict) {
    /** Threads that have ended a map, so that it would be known if they were in one. */
    const outside = new WeakSet<object>();
    const broken = new WeakMap<object, string>();
    const key = (mmu: string, level: number, ipa: number): string => `${mmu}/${level}/${ipa - (ipa % sizeAt(level))}`;
    return {
      before: {
        pte_break({ th, level, ipa, ok }) {
          const thread = kvm.thread(th);
          if (thread.map === null || thread.split !== null) {
            return;
          }
          const { mmu } = thread.map;
          const entry = mmu.at(level, ipa - (ipa % sizeAt(level)));
          if (!ok) {
            return;
          }
          broken.set(thread, key(mmu.name, level, ipa));
          if (isLocked(entry?.pte ?? NOTHING)) {
            verdict.broken(
              `${mmu.name}: the entry of level ${level} at 0x${ipa.toString(16)} is locked by ${th} while another walker has it locked`,
            );
          } else {
            verdict.held();
          }
        },
        map_ret: ({ th }) => void outside.add(kvm.thread(th)),
        split_ret: ({ th }) => void outside.add(kvm.thread(th)),
        pte_make({ th, mmu, level, ipa }) {
          const thread = kvm.thread(th);
          if (thread.map === null && thread.split === null && outside.has(thread)) {
            verdict.broken(
              `${mmu}: ${th} makes the entry of level ${level} at 0x${ipa.toString(16)} outside of any map`,
            );
          }
          if (thread.split !== null || thread.map === null) {
            return;
          }
          if (broken.get(thread) === key(mmu, level, ipa)) {
            verdict.held();
            broken.delete(thread);
          } else {
            verdict.broken(
              `${mmu}: ${th} makes the entry of level ${level} at 0x${ipa.toString(16)} without having locked it`,
            );
          }
        },
      },
    };
  },
};
