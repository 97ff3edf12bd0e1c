import type { Handlers } from "../kinds.ts";
import type { Kvm } from "./kvm.ts";
import type { Thread } from "./thread.ts";

/** mmu_lock and its holders. */
export function locks(kvm: Kvm): Handlers {
  const leave = (thread: Thread): void => {
    thread.lock = "none";
    thread.flushes = [];
    thread.owed = [];
  };
  return {
    rlock({ t, th }) {
      const thread = kvm.thread(th);
      thread.lock = "read";
      thread.lockedAt = t;
      kvm.readers.add(thread);
    },
    runlock({ th }) {
      const thread = kvm.thread(th);
      kvm.readers.delete(thread);
      leave(thread);
    },
    wlock({ t, th }) {
      const thread = kvm.thread(th);
      thread.lock = "write";
      thread.lockedAt = t;
      kvm.writer = thread;
      const bracket = thread.brackets.at(-1);
      if (bracket?.starting === true && !bracket.raised) {
        bracket.raised = true;
        kvm.inProgress += 1;
      }
    },
    wunlock({ th }) {
      const thread = kvm.thread(th);
      if (kvm.writer === thread) {
        kvm.writer = null;
      }
      leave(thread);
    },
  };
}
