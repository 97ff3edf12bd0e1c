import type { Op } from "../../src/core/op.ts";
import type { TaskState } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { Rcu } from "../../src/kernel/rcu.ts";
import { RwLock } from "../../src/kernel/rwlock.ts";
import { Allocator } from "../../src/kernel/slab.ts";
import { BbmProtocol } from "../pgtable/bbm-protocol.ts";
import { EverValid } from "../pgtable/ever-valid.ts";
import { stage2_free_unlinked_table } from "../pgtable/free-unlinked.ts";
import { tinyGeometry } from "../pgtable/geometry.ts";
import { KvmMmuMemoryCache } from "../pgtable/memory-cache.ts";
import { MmOps } from "../pgtable/mm-ops.ts";
import { kvm_pgtable_stage2_init, KvmS2Mmu } from "../pgtable/pgtable.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { FRAME, PAGES } from "../walkers/config.ts";
import { History } from "../walkers/history.ts";
import { mapAtFirst } from "../walkers/initial.ts";
import { FRAMES } from "../walkers/state.ts";
import type { Config } from "./config.ts";
import { GUEST, OTHER, SeveralCpus } from "./cpus.ts";
import type { TlbKnobs } from "./knobs.ts";
import { warmUp } from "./warm-up.ts";

const GEOMETRY = tinyGeometry(2);
/** Frames for as many lives of a page. */
const LIFE = 8;

/** A guest, the CPUs that run it, and those that change its tables. */
export class Machine {
  readonly world: World;
  readonly config: Config;
  readonly rcu: Rcu;
  readonly mmu_lock: RwLock;
  readonly mm_ops: MmOps;
  readonly mmu: KvmS2Mmu;
  readonly pgt: KvmPgtable;
  /** By task. */
  readonly caches: readonly KvmMmuMemoryCache[];
  readonly cpus: SeveralCpus;
  /** How often the host has taken a page's frame away. */
  readonly lives: number[] = Array.from({ length: PAGES }, () => 0);
  /** Frames that somebody else has now. */
  readonly gone = new Set<number>();
  /** The other two oracles. */
  readonly ever = new EverValid();
  readonly protocol = new BbmProtocol();
  readonly history: History;

  constructor(world: World, config: Config, knobs: TlbKnobs) {
    this.world = world;
    this.config = config;
    this.rcu = new Rcu(world);
    this.mmu_lock = new RwLock(world, "mmu_lock");
    this.mm_ops = new MmOps(world, GEOMETRY, new Allocator(world), this.rcu, stage2_free_unlinked_table, knobs);
    this.mmu = new KvmS2Mmu(world, { fwb: config.ranges, tlbirange: config.ranges, xnx: false });
    this.pgt = kvm_pgtable_stage2_init(this.mmu, this.mm_ops);
    mapAtFirst(this.pgt, config);
    this.history = new History(this.pgt);
    this.caches = config.roles.map((_role, i) => new KvmMmuMemoryCache(this.mm_ops, `cache${i}`, FRAMES * (i + 1)));
    const vmids = config.roles.map((role) => (role === "vcpu" || !config.other ? GUEST : OTHER));
    this.cpus = new SeveralCpus(this.mmu, GEOMETRY, knobs, vmids);
    this.mmu.cpus = this.cpus;
    if (config.warm) {
      warmUp(this);
    }
    this.ever.watch(this.pgt);
    this.protocol.watch(this.pgt);
    world.watcher = this;
  }

  step(op: Op, task: TaskState, result: unknown, world: World): void {
    this.ever.step(op, task, result, world);
    this.protocol.step(op, task, result);
  }

  /** The frame behind a page now. */
  frameOf(ia: number): number {
    return FRAME + LIFE * this.lives[ia]! + ia;
  }
}
