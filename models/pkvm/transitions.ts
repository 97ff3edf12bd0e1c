import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import { ENOMEM, EPERM } from "../../src/kernel/errno.ts";
import { spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import { kvm_pgtable_get_leaf } from "../pgtable/get-leaf.ts";
import { kvm_pgtable_stage2_annotate, kvm_pgtable_stage2_map } from "../pgtable/map.ts";
import { KVM_PGTABLE_PROT_R, KVM_PGTABLE_PROT_W } from "../pgtable/prot.ts";
import { kvm_pte_valid } from "../pgtable/pte.ts";
import { kvm_pgtable_stage2_unmap } from "../pgtable/unmap.ts";
import { ownersOf } from "./owners.ts";
import { PKVM_NOPAGE, PKVM_PAGE_OWNED, PKVM_PAGE_SHARED_OWNED } from "./state.ts";
import type { Hyp } from "./state.ts";

/** KVM_HOST_INVALID_PTE_TYPE_DONATION. */
const DONATION = 2;

/** Two tables to map a page, of which the root is there. */
const WORST_CASE = 1;

type Body = (hyp: Hyp, page: number, guest: number) => Task<number>;

/** A hypercall about a page and a guest, with the locks of the host's and the guest's tables held. */
function* underLocks(hyp: Hyp, call: string, page: number, guest: number, body: Body): Task<number> {
  yield* spin_lock(hyp.host_lock);
  yield* spin_lock(hyp.vm_locks[guest]!);
  const before = ownersOf(hyp);
  const ret = yield* body(hyp, page, guest);
  hyp.world.emit("hyp_return", { call, ret, before, after: ownersOf(hyp) });
  yield* spin_unlock(hyp.vm_locks[guest]!);
  yield* spin_unlock(hyp.host_lock);
  return ret;
}

/** `__pkvm_host_donate_guest` (nvhe/mem_protect.c, 7.3.4). */
export const donate = (hyp: Hyp, page: number, guest: number): Task<number> =>
  underLocks(hyp, "__pkvm_host_donate_guest", page, guest, donateLocked);

function* donateLocked({ states, host, guests, knobs, world }: Hyp, page: number, guest: number): Task<number> {
  if ((yield* READ_ONCE(states[page]!)) !== PKVM_PAGE_OWNED && knobs.donateCheck === "owned") {
    return -EPERM;
  }
  const { pgt, pool } = guests[guest]!;
  if (knobs.memcacheCheck === "first" && (yield* READ_ONCE(pool.nobjs)) < WORST_CASE) {
    world.sometimes("a call failed for want of memory");
    return -ENOMEM;
  }
  const annotated = yield* kvm_pgtable_stage2_annotate(host.pgt, page, 1, host.pool, DONATION, ownerOf(guest));
  if (annotated !== 0) {
    world.sometimes("a call failed for want of memory");
    return annotated;
  }
  yield* WRITE_ONCE(states[page]!, PKVM_NOPAGE);
  world.sometimes("a page was donated");
  return yield* kvm_pgtable_stage2_map(pgt, page, 1, page, KVM_PGTABLE_PROT_R | KVM_PGTABLE_PROT_W, pool, 0);
}

/** The lowest bit of an annotation stays clear. */
const ownerOf = (guest: number): number => (guest + 1) * 2;

/** `__pkvm_host_reclaim_page_guest`. */
export const reclaim = (hyp: Hyp, page: number, guest: number): Task<number> =>
  underLocks(hyp, "__pkvm_host_reclaim_page_guest", page, guest, reclaimLocked);

function* reclaimLocked({ states, host, guests, world }: Hyp, page: number, guest: number): Task<number> {
  const { pgt } = guests[guest]!;
  const leaf = { pte: 0, level: 0 };
  yield* kvm_pgtable_get_leaf(pgt, page, leaf);
  if (!kvm_pte_valid(leaf.pte)) {
    return -EPERM;
  }
  yield* kvm_pgtable_stage2_unmap(pgt, page, 1);
  yield* kvm_pgtable_stage2_unmap(host.pgt, page, 1);
  yield* WRITE_ONCE(states[page]!, PKVM_PAGE_OWNED);
  world.sometimes("a page was reclaimed");
  return 0;
}

/** `__pkvm_host_share_hyp` and `__pkvm_host_unshare_hyp`: 0, or -EPERM if the page is not in the state to change. */
export function* share_hyp({ host_lock, states }: Hyp, page: number, from: number, to: number): Task<number> {
  yield* spin_lock(host_lock);
  const isThere = (yield* READ_ONCE(states[page]!)) === from;
  if (isThere) {
    yield* WRITE_ONCE(states[page]!, to);
  }
  yield* spin_unlock(host_lock);
  return isThere ? 0 : -EPERM;
}

export const SHARE = [PKVM_PAGE_OWNED, PKVM_PAGE_SHARED_OWNED] as const;
export const UNSHARE = [PKVM_PAGE_SHARED_OWNED, PKVM_PAGE_OWNED] as const;
