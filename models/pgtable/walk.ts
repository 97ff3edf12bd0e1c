import type { Task } from "../../src/core/task.ts";
import { WARN_ON } from "../../src/kernel/bug.ts";
import { READ_ONCE } from "../../src/kernel/cell.ts";
import { EAGAIN, EINVAL, EPERM, ERANGE } from "../../src/kernel/errno.ts";
import type { World } from "../../src/core/world.ts";
import { get_page, put_page } from "../../src/kernel/page.ts";
import { rcu_read_lock, rcu_read_lock_held, rcu_read_unlock } from "../../src/kernel/rcu.ts";
import type { Rcu } from "../../src/kernel/rcu.ts";
import { ALIGN_DOWN, kvm_granule_size, PAGE_ALIGN } from "./geometry.ts";
import { kvm_pte_follow } from "./mm-ops.ts";
import type { MmOps } from "./mm-ops.ts";
import { pageOf } from "./pgtable.ts";
import type { KvmPgtable } from "./pgtable.ts";
import { kvm_pte_table } from "./pte.ts";
import type { kvm_pte_t, Pte } from "./pte.ts";
import type { TablePage } from "./table-page.ts";

/** Visits: entries that are no table; tables before what they hold; tables after it. */
export const KVM_PGTABLE_WALK_LEAF = 1;
export const KVM_PGTABLE_WALK_TABLE_PRE = 2;
export const KVM_PGTABLE_WALK_TABLE_POST = 4;
/** Others may walk at the same time: entries change by cmpxchg, in an RCU read section. */
export const KVM_PGTABLE_WALK_SHARED = 8;
/** A visit that answers -EAGAIN does not end the walk. */
export const KVM_PGTABLE_WALK_IGNORE_EAGAIN = 16;
/** Nobody can see the table yet: neither TLBIs nor cache maintenance are due. */
export const KVM_PGTABLE_WALK_SKIP_BBM_TLBI = 32;
export const KVM_PGTABLE_WALK_SKIP_CMO = 64;

/** `struct kvm_pgtable_visit_ctx`: one entry, as the walk found it. */
export interface VisitCtx<A> {
  readonly ptep: Pte;
  old: kvm_pte_t;
  readonly arg: A;
  readonly mm_ops: MmOps;
  readonly start: number;
  readonly addr: number;
  readonly end: number;
  readonly level: number;
  readonly flags: number;
}

/** Called with the kind of visit; answers 0 or an error, which ends the walk: at once, if it takes no step. */
export type Visitor<A> = (ctx: VisitCtx<A>, visit: number) => Task<number> | number;

export interface Walker<A> {
  readonly cb: Visitor<A>;
  readonly arg: A;
  readonly flags: number;
}

/** `struct kvm_pgtable_walk_data`: `addr` is where the walk has come to. */
export interface WalkData<A> {
  readonly walker: Walker<A>;
  readonly start: number;
  addr: number;
  readonly end: number;
}

export const kvm_pgtable_walk_shared = (flags: number): boolean => (flags & KVM_PGTABLE_WALK_SHARED) !== 0;

function kvm_pgtable_visitor_cb<A>(walker: Walker<A>, ctx: VisitCtx<A>, visit: number): Task<number> | number {
  const { mm_ops, flags } = ctx;
  if (kvm_pgtable_walk_shared(flags)) {
    const held = mm_ops.rcu !== null && rcu_read_lock_held(mm_ops.rcu);
    WARN_ON(mm_ops.world, !held, "kvm_pgtable_walk_shared(ctx) && !kvm_pgtable_walk_lock_held()");
  }
  return walker.cb(ctx, visit);
}

function kvm_pgtable_walk_continue(flags: number, r: number): boolean {
  return r === 0 || (r === -EAGAIN && (flags & KVM_PGTABLE_WALK_IGNORE_EAGAIN) !== 0);
}

/**
 * The entries of one table from `data.addr` on. Its loop is `__kvm_pgtable_visit`, inlined as in the kernel: every step of a
 * visit goes through all generators above it.
 */
export function* __kvm_pgtable_walk<A>(
  data: WalkData<A>,
  mm_ops: MmOps,
  pgtable: TablePage,
  level: number,
): Task<number> {
  const { walker, start, end } = data;
  const { flags, arg } = walker;
  const { PTRS_PER_PTE } = mm_ops.geometry;
  const granule = kvm_granule_size(mm_ops.geometry, level);
  for (let idx = Math.floor(data.addr / granule) % PTRS_PER_PTE; idx < PTRS_PER_PTE && data.addr < end; idx++) {
    const ptep = pgtable.entries[idx]!;
    const old = yield* READ_ONCE(ptep);
    const ctx: VisitCtx<A> = { ptep, old, arg, mm_ops, start, addr: data.addr, end, level, flags };
    let table = kvm_pte_table(old, level);
    let ret = 0;
    const visit = table ? KVM_PGTABLE_WALK_TABLE_PRE : KVM_PGTABLE_WALK_LEAF;
    if ((flags & visit) !== 0) {
      const answer = kvm_pgtable_visitor_cb(walker, ctx, visit);
      ret = typeof answer === "number" ? answer : yield* answer;
      // The visitor may have put a table here, or a leaf in the place of one.
      if (!table || mm_ops.quirks.reload === "afterVisit") {
        ctx.old = yield* READ_ONCE(ptep);
        table = kvm_pte_table(ctx.old, level);
      }
    }
    if (kvm_pgtable_walk_continue(flags, ret)) {
      if (table) {
        const childp = kvm_pte_follow(mm_ops, ctx.old);
        ret = yield* mm_ops.quirks.walkRefs === "held"
          ? walkHolding(data, mm_ops, childp, level + 1)
          : __kvm_pgtable_walk(data, mm_ops, childp, level + 1);
        if (kvm_pgtable_walk_continue(flags, ret) && (flags & KVM_PGTABLE_WALK_TABLE_POST) !== 0) {
          const answer = kvm_pgtable_visitor_cb(walker, ctx, KVM_PGTABLE_WALK_TABLE_POST);
          ret = typeof answer === "number" ? answer : yield* answer;
        }
      } else {
        data.addr = ALIGN_DOWN(data.addr, granule) + granule;
      }
    }
    if (!kvm_pgtable_walk_continue(flags, ret)) {
      return ret;
    }
  }
  return 0;
}

/** As proposed for where there is no RCU: a reference on the way down, given back on the way up. */
function* walkHolding<A>(data: WalkData<A>, mm_ops: MmOps, childp: TablePage, level: number): Task<number> {
  yield* get_page(childp);
  const ret = yield* __kvm_pgtable_walk(data, mm_ops, childp, level);
  yield* put_page(childp);
  return ret;
}

function* _kvm_pgtable_walk<A>(pgt: KvmPgtable, data: WalkData<A>): Task<number> {
  const limit = 2 ** pgt.ia_bits;
  if (data.addr > limit || data.end > limit) {
    return -ERANGE;
  }
  const { pgd, mm_ops, start_level } = pgt;
  if (pgd === null) {
    return -EINVAL;
  }
  const rootPage = kvm_granule_size(mm_ops.geometry, start_level - 1);
  for (let idx = Math.floor(data.addr / rootPage); data.addr < data.end; idx++) {
    const ret = yield* __kvm_pgtable_walk(data, mm_ops, pgd[idx]!, start_level);
    if (ret !== 0) {
      return ret;
    }
  }
  return 0;
}

function* walkInRcuSection<A>(rcu: Rcu, pgt: KvmPgtable, data: WalkData<A>): Task<number> {
  yield* rcu_read_lock(rcu);
  const ret = yield* _kvm_pgtable_walk(pgt, data);
  yield* rcu_read_unlock(rcu);
  return ret;
}

// oxlint-disable-next-line eslint/require-yield -- a walk that ends before it begins
function* refuse(world: World): Task<number> {
  WARN_ON(world, true, "walker->flags & KVM_PGTABLE_WALK_SHARED");
  return -EPERM;
}

/** Visits what `[addr, addr + size)` touches, rounded out to pages. 0, -ERANGE, -EPERM, or the error of a visit. */
export function kvm_pgtable_walk<A>(pgt: KvmPgtable, addr: number, size: number, walker: Walker<A>): Task<number> {
  const { geometry, rcu, world } = pgt.mm_ops;
  const start = pageOf(pgt, addr);
  const data: WalkData<A> = { walker, start, addr: start, end: PAGE_ALIGN(geometry, start + size) };
  if (!kvm_pgtable_walk_shared(walker.flags)) {
    return _kvm_pgtable_walk(pgt, data);
  }
  return rcu === null ? refuse(world) : walkInRcuSection(rcu, pgt, data);
}
