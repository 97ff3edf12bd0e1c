import type { World } from "../../src/core/world.ts";
import { Mutex } from "../../src/kernel/mutex.ts";
import { Rcu } from "../../src/kernel/rcu.ts";
import { RwLock } from "../../src/kernel/rwlock.ts";
import { Allocator } from "../../src/kernel/slab.ts";
import type { PageGeometry } from "../pgtable/geometry.ts";
import { tinyGeometry } from "../pgtable/geometry.ts";
import { KvmMmuMemoryCache } from "../pgtable/memory-cache.ts";
import { MmOps } from "../pgtable/mm-ops.ts";
import { kvm_pgtable_stage2_init, KvmS2Mmu } from "../pgtable/pgtable.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { TablePage } from "../pgtable/table-page.ts";
import { PAGES } from "./config.ts";
import type { Config } from "./config.ts";
import { DirtyBitmap } from "./dirty-log.ts";
import { FREE_UNLINKED } from "./free.ts";
import { Ghost } from "./ghost.ts";
import { HostTables } from "./host-tables.ts";
import { mapAtFirst } from "./initial.ts";
import type { WalkerKnobs } from "./knobs.ts";
import { MmUsers } from "./mm-users.ts";

const GEOMETRY: PageGeometry = tinyGeometry(2);
/** Parts of a teardown are blocks, of which a table of the middle level has two. */
const DEEP: PageGeometry = { ...tinyGeometry(3), name: "tiny/deep", minBlockLevel: 2 };

/** Frames of tables for each cache. */
export const FRAMES = 10;

/** A VM, its stage 2 and what is around it. */
export class Vm {
  readonly world: World;
  readonly config: Config;
  readonly knobs: WalkerKnobs;
  readonly rcu: Rcu;
  readonly mmu_lock: RwLock;
  readonly slots_lock: Mutex;
  readonly mm_ops: MmOps;
  readonly mmu: KvmS2Mmu;
  /** `mmu->pgt`: null once it is freed; mmu_lock. */
  pgt: KvmPgtable | null;
  /** Those of vCPUs, by task; each with a page. */
  readonly caches: readonly KvmMmuMemoryCache[];
  readonly split_page_cache: KvmMmuMemoryCache;
  readonly dirty: DirtyBitmap;
  /** The tables of the VMM's own address space, where a task changes them. */
  readonly host: HostTables | null;
  readonly mm_users: MmUsers;
  readonly ghost: Ghost;

  constructor(world: World, config: Config, knobs: WalkerKnobs) {
    this.world = world;
    this.config = config;
    this.knobs = knobs;
    this.rcu = new Rcu(world);
    this.mmu_lock = new RwLock(world, "mmu_lock");
    this.slots_lock = new Mutex(world, "slots_lock");
    const geometry = config.deep ? DEEP : GEOMETRY;
    this.mm_ops = new MmOps(world, geometry, new Allocator(world), this.rcu, FREE_UNLINKED[knobs.free], knobs);
    const caps = { fwb: config.ranges, tlbirange: config.ranges, xnx: false, bbml2: knobs.bbm === "level2" };
    this.mmu = new KvmS2Mmu(world, caps);
    this.pgt = kvm_pgtable_stage2_init(this.mmu, this.mm_ops);
    mapAtFirst(this.pgt, config);
    this.caches = config.roles.map((role, i) =>
      filled(new KvmMmuMemoryCache(this.mm_ops, `cache${i}`, FRAMES * (i + 1)), role),
    );
    this.split_page_cache = new KvmMmuMemoryCache(this.mm_ops, "split_page_cache", FRAMES * (config.roles.length + 1));
    this.host = config.roles.includes("khugepaged") ? new HostTables(world) : null;
    // What is writable at the beginning is in the log.
    this.dirty = new DirtyBitmap(world, PAGES, !config.ro);
    this.mm_users = new MmUsers(world, config.calls);
    this.ghost = new Ghost(this);
    this.ghost.tlb.watch(this.pgt);
    world.watcher = this.ghost;
  }
}

function filled(mc: KvmMmuMemoryCache, role: string): KvmMmuMemoryCache {
  const { world, geometry } = mc.mm_ops;
  if (role === "vcpu") {
    const page = new TablePage(world, geometry, 0);
    world.allocations.add(page);
    mc.objects.push(page);
    mc.nobjs.peek = 1;
  }
  return mc;
}
