import type { World } from "../../src/core/world.ts";
import { cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Mutex } from "../../src/kernel/mutex.ts";
import { Allocator } from "../../src/kernel/slab.ts";
import { Spinlock } from "../../src/kernel/spinlock.ts";
import { EverValid } from "../pgtable/ever-valid.ts";
import { free_unlinked_table_now } from "../pgtable/free-unlinked.ts";
import { KVM_PGTABLE_LAST_LEVEL, tinyGeometry } from "../pgtable/geometry.ts";
import type { PageGeometry } from "../pgtable/geometry.ts";
import { KvmMmuMemoryCache } from "../pgtable/memory-cache.ts";
import { MmOps } from "../pgtable/mm-ops.ts";
import { kvm_pgtable_stage2_init, KvmS2Mmu } from "../pgtable/pgtable.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { KVM_PGTABLE_PROT_R, KVM_PGTABLE_PROT_W, stage2_set_prot_attr } from "../pgtable/prot.ts";
import { kvm_init_valid_leaf_pte } from "../pgtable/pte.ts";
import { TablePage } from "../pgtable/table-page.ts";
import { GUESTS, PAGES } from "./config.ts";
import type { Config } from "./config.ts";
import type { PkvmKnobs } from "./knobs.ts";
import type { HypVcpu } from "./vcpu.ts";

/** `enum pkvm_page_state` of the host's side. */
export const PKVM_PAGE_OWNED = 0;
export const PKVM_PAGE_SHARED_OWNED = 1;
export const PKVM_NOPAGE = 2;

const GEOMETRY: PageGeometry = tinyGeometry(2, 2);

/** A stage 2 with where its tables come from: the host's, or a guest's. */
export class Stage2 {
  readonly mm_ops: MmOps;
  readonly mmu: KvmS2Mmu;
  readonly pgt: KvmPgtable;
  readonly pool: KvmMmuMemoryCache;

  constructor(world: World, knobs: PkvmKnobs, pool: string, pages: number, index = -1) {
    this.mm_ops = new MmOps(world, GEOMETRY, new Allocator(world), null, free_unlinked_table_now, knobs);
    this.mmu = new KvmS2Mmu(world, { fwb: true, tlbirange: true, xnx: false }, index);
    this.pgt = kvm_pgtable_stage2_init(this.mmu, this.mm_ops);
    this.pool = new KvmMmuMemoryCache(this.mm_ops, pool);
    for (let i = 0; i < pages; i++) {
      const page = new TablePage(world, GEOMETRY, 0);
      world.allocations.add(page);
      this.pool.objects.push(page);
    }
    this.pool.nobjs.peek = pages;
  }
}

/** The hypervisor at EL2, as far as memory goes, and what the host keeps about what it shares. */
export class Hyp {
  readonly world: World;
  readonly knobs: PkvmKnobs;
  readonly host_lock: Spinlock;
  readonly vm_locks: readonly Spinlock[];
  /** Maps each page to itself. */
  readonly host: Stage2;
  readonly guests: readonly Stage2[];
  /** `host_state` of the vmemmap, by page; host_lock. */
  readonly states: readonly Cell<number>[];
  /** The host's own: how many share a page with the hypervisor. */
  readonly shared_pfns_lock: Mutex;
  readonly shared_pfns: readonly Cell<number>[];
  /** `hyp_vm->vcpus[0]`. */
  readonly vcpu: Cell<HypVcpu | null>;
  readonly tlb = new EverValid();

  constructor(world: World, { block, pool, mem }: Config, knobs: PkvmKnobs) {
    this.world = world;
    this.knobs = knobs;
    this.host_lock = new Spinlock(world, "host_mmu.lock");
    this.vm_locks = Array.from({ length: GUESTS }, (_, i) => new Spinlock(world, "vm.lock", i));
    this.host = new Stage2(world, knobs, "host_s2_pool", pool);
    this.guests = Array.from({ length: GUESTS }, (_, i) => new Stage2(world, knobs, `memcache${i}`, mem, i));
    this.states = Array.from({ length: PAGES }, (_, i) => cell(world, "host_state", PKVM_PAGE_OWNED, i));
    this.shared_pfns_lock = new Mutex(world, "hyp_shared_pfns_lock");
    this.shared_pfns = Array.from({ length: PAGES }, (_, i) => cell(world, "shared_pfn", 0, i));
    this.vcpu = cell<HypVcpu | null>(world, "vcpus[0]", null);
    const [first, second] = this.host.pgt.pgd!;
    if (knobs.rootCounts === "first") {
      second!.count = 0;
    }
    if (block) {
      const attr = stage2_set_prot_attr(this.host.pgt, KVM_PGTABLE_PROT_R | KVM_PGTABLE_PROT_W);
      first!.entries[0]!.peek = kvm_init_valid_leaf_pte(0, attr, KVM_PGTABLE_LAST_LEVEL - 1);
      first!.count++;
    }
    this.tlb.watch(this.host.pgt);
    world.watcher = this.tlb;
  }
}
