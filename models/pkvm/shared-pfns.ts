import type { Task } from "../../src/core/task.ts";
import { read_plain, write_plain } from "../../src/kernel/cell.ts";
import { mutex_lock, mutex_unlock } from "../../src/kernel/mutex.ts";
import type { Hyp } from "./state.ts";
import { SHARE, share_hyp, UNSHARE } from "./transitions.ts";

/** `share_pfn_hyp` (kvm/mmu.c, 7.3.4): the host counts who shares a page, and asks for the first. */
export function* share_pfn_hyp(hyp: Hyp, page: number): Task {
  const { shared_pfns_lock, shared_pfns, knobs, world } = hyp;
  const count = shared_pfns[page]!;
  yield* mutex_lock(shared_pfns_lock);
  const before = yield* read_plain(count);
  yield* write_plain(count, before + 1);
  world.sometimes("a page was shared");
  if (before === 0 && (yield* share_hyp(hyp, page, ...SHARE)) !== 0) {
    if (knobs.shareRollback === "yes") {
      yield* write_plain(count, 0);
    }
  }
  yield* mutex_unlock(shared_pfns_lock);
}

/** `unshare_pfn_hyp`: by somebody who has shared it. */
export function* unshare_pfn_hyp(hyp: Hyp, page: number): Task {
  const { shared_pfns_lock, shared_pfns } = hyp;
  const count = shared_pfns[page]!;
  yield* mutex_lock(shared_pfns_lock);
  const before = yield* read_plain(count);
  if (before > 0) {
    yield* write_plain(count, before - 1);
    if (before === 1) {
      yield* share_hyp(hyp, page, ...UNSHARE);
    }
  }
  yield* mutex_unlock(shared_pfns_lock);
}
