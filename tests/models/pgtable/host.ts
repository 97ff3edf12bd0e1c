import type { Strategy } from "../../../src/core/strategy.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cmpxchg, smp_store_release } from "../../../src/kernel/cell.ts";
import { get_page, put_page } from "../../../src/kernel/page.ts";
import { Rcu } from "../../../src/kernel/rcu.ts";
import { RwLock } from "../../../src/kernel/rwlock.ts";
import { Allocator } from "../../../src/kernel/slab.ts";
import { free_unlinked_table_now, stage2_free_unlinked_table } from "../../../models/pgtable/free-unlinked.ts";
import { kvm_granule_size } from "../../../models/pgtable/geometry.ts";
import type { PageGeometry } from "../../../models/pgtable/geometry.ts";
import { KvmMmuMemoryCache, kvm_mmu_topup_memory_cache } from "../../../models/pgtable/memory-cache.ts";
import { kvm_pte_follow, MmOps } from "../../../models/pgtable/mm-ops.ts";
import { kvm_pgtable_stage2_init, KvmS2Mmu } from "../../../models/pgtable/pgtable.ts";
import type { KvmPgtable } from "../../../models/pgtable/pgtable.ts";
import { KVM_INVALID_PTE_LOCKED, kvm_pte_table, stage2_pte_is_counted } from "../../../models/pgtable/pte.ts";
import type { kvm_pte_t, Pte } from "../../../models/pgtable/pte.ts";
import type { TablePage } from "../../../models/pgtable/table-page.ts";
import type { VectorLine } from "./vector-file.ts";

/** What a recording's caller had in hand. */
export class Host {
  readonly world: World;
  readonly rcu: Rcu;
  readonly mmu_lock: RwLock;
  readonly mm_ops: MmOps;
  readonly pgt: KvmPgtable;
  readonly mc: KvmMmuMemoryCache;
  /** Pages that a later call's cache gets. */
  readonly spare: TablePage[] = [];
  /** The entry that another walker has broken and not made yet, and what it held. */
  locked: readonly [ptep: Pte, old: kvm_pte_t] | null = null;

  constructor(
    world: World,
    { cfg }: VectorLine,
    geometry: PageGeometry,
    free = cfg.free === "deferred" ? stage2_free_unlinked_table : free_unlinked_table_now,
  ) {
    this.world = world;
    this.rcu = new Rcu(world);
    this.mmu_lock = new RwLock(world, "mmu_lock");
    this.mm_ops = new MmOps(world, geometry, new Allocator(world), this.rcu, free);
    const mmu = new KvmS2Mmu(world, { fwb: cfg.fwb === 1, tlbirange: cfg.tlbirange === 1, xnx: cfg.xnx === 1 });
    this.pgt = kvm_pgtable_stage2_init(mmu, this.mm_ops, cfg.as_s1 === 1);
    this.mc = new KvmMmuMemoryCache(this.mm_ops, "cache");
  }
}

/** The cache with `count` pages in it; null, as in a call without a cache, for -1. */
export function* cacheOf(host: Host, count: number): Task<KvmMmuMemoryCache | null> {
  const { mc, spare } = host;
  if (count < 0) {
    return null;
  }
  while (mc.nobjs.peek > count) {
    spare.push(mc.objects[--mc.nobjs.peek]!);
  }
  for (let page = spare.pop(); page !== undefined; page = mc.nobjs.peek < count ? spare.pop() : undefined) {
    if (mc.nobjs.peek === count) {
      spare.push(page);
      break;
    }
    mc.objects[mc.nobjs.peek++] = page;
  }
  yield* kvm_mmu_topup_memory_cache(mc, count);
  return mc;
}

/** Another walker breaks the entry at `level`, or the deepest one above it, and stops there. Its level, or null for a table. */
export function* lockEntry(host: Host, ipa: number, level: number): Task<number | null> {
  const { pgt, mm_ops } = host;
  const { geometry } = mm_ops;
  let at = pgt.start_level;
  let page = pgt.pgd![Math.floor(ipa / kvm_granule_size(geometry, at - 1))]!;
  for (;;) {
    const ptep = page.entries[Math.floor(ipa / kvm_granule_size(geometry, at)) % geometry.PTRS_PER_PTE]!;
    const old = ptep.peek;
    if (!kvm_pte_table(old, at)) {
      host.locked = [ptep, old];
      yield* cmpxchg(ptep, old, KVM_INVALID_PTE_LOCKED);
      if (stage2_pte_is_counted(old)) {
        yield* put_page(ptep.page);
      }
      return at;
    }
    if (at === level) {
      return null;
    }
    page = kvm_pte_follow(mm_ops, old);
    at++;
  }
}

/** It gives up and puts back what there was. */
export function* unlockEntry(host: Host): Task {
  if (host.locked !== null) {
    const [ptep, old] = host.locked;
    host.locked = null;
    if (stage2_pte_is_counted(old)) {
      yield* get_page(ptep.page);
    }
    yield* smp_store_release(ptep, old);
  }
}

/** Who calls goes on as long as possible, then RCU callbacks, oldest first; a cmpxchg can be made to come too late. */
export class InOrder implements Strategy {
  readonly name = "in order";
  readonly everyStep: boolean;
  /** How many cmpxchg from now is the one that finds the entry locked; 0 for none. */
  failCas = 0;
  #taken: readonly [ptep: Pte, old: kvm_pte_t] | null = null;

  constructor(everyStep: boolean) {
    this.everyStep = everyStep;
  }

  begin(): boolean {
    return true;
  }

  pick(enabled: Parameters<Strategy["pick"]>[0], _count: number, current: number): number {
    const chosen = Math.max(current, 0);
    if (this.#taken !== null) {
      const [ptep, old] = this.#taken;
      ptep.peek = old;
      this.#taken = null;
    }
    const op = enabled[chosen]!.pending!;
    if (this.failCas > 0 && op.kind.name === "cmpxchg" && --this.failCas === 0) {
      const ptep = op.object as Pte;
      this.#taken = [ptep, ptep.peek];
      ptep.peek = KVM_INVALID_PTE_LOCKED;
    }
    return chosen;
  }

  choose(): number {
    return 0;
  }
}
