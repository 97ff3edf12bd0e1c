import type { Task } from "../../src/core/task.ts";
import { READ_ONCE } from "../../src/kernel/cell.ts";
import { EAGAIN, EPERM } from "../../src/kernel/errno.ts";
import { spin_lock, spin_unlock } from "../../src/kernel/spinlock.ts";
import { kvm_pgtable_get_leaf } from "../pgtable/get-leaf.ts";
import { kvm_pgtable_stage2_map } from "../pgtable/map.ts";
import { KVM_PGTABLE_PROT_R, KVM_PGTABLE_PROT_W } from "../pgtable/prot.ts";
import { kvm_pte_valid, pte_frame } from "../pgtable/pte.ts";
import { KVM_PGTABLE_WALK_IGNORE_EAGAIN } from "../pgtable/walk.ts";
import { hardware_walk } from "../walkers/hardware-walk.ts";
import { BLOCK } from "./config.ts";
import { PKVM_NOPAGE } from "./state.ts";
import type { Hyp } from "./state.ts";

const RW = KVM_PGTABLE_PROT_R | KVM_PGTABLE_PROT_W;

/** The host accesses a page. Where the hypervisor does not let it, or has no memory left for tables, the access ends there. */
export function* host_access(hyp: Hyp, page: number): Task {
  for (;;) {
    const { pte } = yield* hardware_walk(hyp.host.pgt, page, false);
    if (kvm_pte_valid(pte)) {
      hyp.world.emit("host_access", { page });
      return;
    }
    const ret = yield* handle_host_mem_abort(hyp, page);
    if (ret !== 0 && ret !== -EAGAIN) {
      hyp.world.sometimes("the host was kept from a page");
      return;
    }
  }
}

/** `handle_host_mem_abort` (nvhe/mem_protect.c, 7.3.4), with blocks put back in the place of tables as seed 002 looks forward to. */
function* handle_host_mem_abort(hyp: Hyp, page: number): Task<number> {
  const { host, host_lock, knobs } = hyp;
  const early = knobs.hostRange === "beforeLock" ? yield* host_stage2_adjust_range(hyp, page) : 0;
  yield* spin_lock(host_lock);
  const leaf = { pte: 0, level: 0 };
  yield* kvm_pgtable_get_leaf(host.pgt, page, leaf);
  let ret = 0;
  if (kvm_pte_valid(leaf.pte)) {
    ret = -EAGAIN;
  } else if (leaf.pte !== 0) {
    ret = -EPERM;
  } else {
    const size = early === 0 ? yield* host_stage2_adjust_range(hyp, page) : early;
    ret = yield* host_stage2_idmap(hyp, page - (page % size), size);
  }
  yield* spin_unlock(host_lock);
  return ret;
}

/** What is there already may stay: it is the same. */
function* host_stage2_idmap({ host, world }: Hyp, page: number, size: number): Task<number> {
  const tables = host.mm_ops.pages.length;
  const flags = KVM_PGTABLE_WALK_IGNORE_EAGAIN;
  const ret = yield* kvm_pgtable_stage2_map(host.pgt, page, size, page, RW, host.pool, flags);
  if (ret === 0 && size === BLOCK && tables > host.pgt.pgd!.length) {
    world.sometimes("a block was mapped after others were split");
  }
  return ret;
}

/** The largest size around a page that is the host's throughout. */
function* host_stage2_adjust_range(hyp: Hyp, page: number): Task<number> {
  const first = page - (page % BLOCK);
  for (let other = first; other < first + BLOCK; other++) {
    const fits = hyp.knobs.rangeCheck === "states" ? yield* isHosts(hyp, other) : yield* mapsNothingElse(hyp, other);
    if (!fits) {
      return 1;
    }
  }
  return BLOCK;
}

function* isHosts({ states }: Hyp, page: number): Task<boolean> {
  return (yield* READ_ONCE(states[page]!)) !== PKVM_NOPAGE;
}

function* mapsNothingElse({ host }: Hyp, page: number): Task<boolean> {
  const leaf = { pte: 0, level: 0 };
  yield* kvm_pgtable_get_leaf(host.pgt, page, leaf);
  return !kvm_pte_valid(leaf.pte) || pte_frame(leaf.pte) === page;
}
