import type { NestedClaim } from "../nested-claim.ts";
import type { Thread } from "../state/thread.ts";

/**
 * mmu_lock is a reader-writer lock: wlock(h) ⇒ nobody holds it; rlock(h) ⇒ nobody holds it for write; runlock(h) ⇒ h holds it
 * for read; wunlock(h) and yield(h) ⇒ h holds it for write. What a thread holds before its first event is not known.
 */
export const lockExclusion: NestedClaim = {
  name: "lock-exclusion",
  says: "mmu_lock has one writer or some readers, and is released by who holds it",
  needs: ["rlock", "runlock", "wlock", "wunlock"],
  watch(kvm, verdict) {
    const judge = (wrong: string | null): void => (wrong === null ? verdict.held() : verdict.broken(wrong));
    const held = (thread: Thread, wanted: "read" | "write", doing: string): string | null =>
      thread.lock === wanted || thread.lock === "unknown"
        ? null
        : `${thread.name} ${doing} mmu_lock, which it ${thread.lock === "none" ? "does not hold" : `holds for ${thread.lock}`}`;
    const taken = (thread: Thread, mode: string): string | null => {
      if (thread.lock === "read" || thread.lock === "write") {
        return `${thread.name} takes mmu_lock for ${mode} and has it for ${thread.lock} already`;
      }
      if (kvm.writer !== null) {
        return `${thread.name} gets mmu_lock for ${mode} while ${kvm.writer.name} holds it for write`;
      }
      const [reader] = mode === "write" ? kvm.readers : [];
      return reader === undefined
        ? null
        : `${thread.name} gets mmu_lock for write while ${reader.name} holds it for read`;
    };
    return {
      before: {
        rlock: ({ th }) => judge(taken(kvm.thread(th), "read")),
        wlock: ({ th }) => judge(taken(kvm.thread(th), "write")),
        runlock: ({ th }) => judge(held(kvm.thread(th), "read", "releases for read")),
        wunlock: ({ th }) => judge(held(kvm.thread(th), "write", "releases for write")),
        yield: ({ th }) => judge(held(kvm.thread(th), "write", "has yielded")),
      },
    };
  },
};
