import type { World } from "../../src/core/world.ts";
import { cell } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { Mutex } from "../../src/kernel/mutex.ts";
import { Rcu } from "../../src/kernel/rcu.ts";
import { RwLock } from "../../src/kernel/rwlock.ts";
import { Allocator } from "../../src/kernel/slab.ts";
import { Srcu } from "../../src/kernel/srcu.ts";
import { type Geometry, tiny } from "../stage2/geometry.ts";
import type { Config } from "./scenario/config.ts";
import { CpuTlbs } from "./mmu/cpu-tlbs.ts";
import { Ghost } from "./spec/ghost.ts";
import { LINUX_7_3_4 } from "./history.ts";
import type { History } from "./history.ts";
import { log_from_the_beginning } from "./host/dirty-log.ts";
import { Gmem } from "./host/gmem.ts";
import { GuestTable } from "./guest/guest-table.ts";
import { Host } from "./host/host.ts";
import { InProgress } from "./host/invalidate-seq.ts";
import { Lifetime } from "./life/lifetime.ts";
import { Memslots } from "./host/memslots.ts";
import type { Mutant } from "./mutant.ts";
import { Pool } from "./vcpu/pool.ts";
import type { NestedDesign, ReverseMap } from "./reverse-map.ts";
import { S2Mmu, ShadowMmu } from "./mmu/s2-mmu.ts";
import { UnloggedWrites } from "./spec/unlogged.ts";
import { Vcpu } from "./vcpu/vcpu.ts";
import { Vncr } from "./vcpu/vncr.ts";

/** `struct kvm` as far as the nested MMU goes, with L1's tables and the host around it. All of it is new in every run. */
export class Kvm {
  readonly world: World;
  readonly geometry: Geometry = tiny;
  readonly reverse_map: ReverseMap;
  readonly mutant: Mutant | null;
  readonly history: History;
  /** Guards all stage-2 tables; faults hold it for read, whoever takes leaves away for write. */
  readonly mmu_lock: RwLock;
  readonly slots_lock: Mutex;
  readonly srcu: Srcu;
  /** For designs that free by RCU. */
  readonly rcu: Rcu;
  /** Counts ended invalidations; written under mmu_lock W, sampled without a lock. */
  readonly mmu_invalidate_seq: Cell<number>;
  /** Invalidations between start and end; under mmu_lock. */
  readonly mmu_invalidate_in_progress: InProgress;
  readonly memslots: Memslots;
  /** Some task changes memslots: only then can anybody tell that a read section of srcu was there. */
  readonly slots_change: boolean;
  /** The canonical stage-2, for L1 itself. */
  readonly mmu: S2Mmu;
  /** Grows under mmu_lock W where it grows; pool.ts says how it did once. */
  nested_mmus: ShadowMmu[];
  /** As many as there can be. */
  readonly most_mmus: number;
  /** Where the search for a slot to recycle begins; under mmu_lock W. */
  nested_mmus_next = 0;
  /** By VMID: the stage-2 table that L1 writes for it. */
  readonly guests: readonly GuestTable[];
  readonly host: Host;
  /** For designs; `failures` is the budget at the beginning. */
  readonly allocator: Allocator;
  readonly failures: number;
  /** By position of the task in the scenario. */
  readonly vcpus: readonly Vcpu[];
  readonly ghost: Ghost;
  /** Null where shadows neither come nor go. */
  readonly pool: Pool | null;
  /** Null where everybody else has ended by the time the VM goes. */
  readonly lifetime: Lifetime | null;
  /** For claims; null where nobody logs dirty pages. */
  readonly unlogged: UnloggedWrites | null;
  /** One of LOG_MODES (dirty-log.ts). */
  readonly log_mode: number;
  /** Null where the VM's memory is the VMM's. */
  readonly gmem: Gmem | null;
  /** Null where `stale` of each table stands for all of them. */
  readonly tlbs: CpuTlbs | null;
  /** VTCR_EL2.HA of L1: KVM sets the access flags of L1's stage-2 for it. */
  readonly guest_af: boolean;
  /** VTCR_EL2.HA: faults for the access flag never come. */
  readonly hardware_af: boolean;
  /** Null in scenarios without. */
  readonly vncr: Vncr | null;

  constructor(world: World, config: Config, design: NestedDesign) {
    this.world = world;
    this.reverse_map = design.reverse_map;
    this.mutant = design.mutant ?? null;
    this.history = design.reverse_map.history ?? LINUX_7_3_4;
    this.mmu_lock = new RwLock(world, "mmu_lock", -1, config.yields);
    this.slots_lock = new Mutex(world, "slots_lock");
    this.srcu = new Srcu(world, "srcu");
    this.rcu = new Rcu(world);
    this.mmu_invalidate_seq = cell(world, "mmu_invalidate_seq", 0);
    this.mmu_invalidate_in_progress = new InProgress(world);
    this.memslots = new Memslots(world, config.slots, this.geometry.canonicalSize);
    this.memslots.waits = design.mutant !== "slots-at-once";
    this.slots_change = config.slots_change;
    this.failures = config.failures;
    this.allocator = new Allocator(world, config.failures);
    this.ghost = new Ghost(this);
    this.unlogged = config.tasks.includes("migration") ? new UnloggedWrites() : null;
    this.log_mode = config.log_mode;
    if (config.logged && this.unlogged !== null) {
      log_from_the_beginning(this.memslots, this.unlogged);
    }
    this.gmem = config.host.gmem ? new Gmem(world, this.memslots.states) : null;
    this.tlbs = config.cpus === null ? null : new CpuTlbs(config.cpus);
    this.guest_af = config.guest_af;
    this.hardware_af = config.hardware_af;
    this.vncr = config.vncr === null ? null : new Vncr(world, config.tasks.length, config.vncr);
    this.host = new Host(world, this.geometry, config.host);
    this.guests = config.guests.map((start, vm) => new GuestTable(world, this.geometry, vm, start));
    this.mmu = new S2Mmu(this, world, "canonical");
    this.nested_mmus = shadows(this, config.shadows);
    this.vcpus = config.tasks.map((role) => new Vcpu(this, role, config.context));
    // Objects are numbered as they are made: those of some scenarios only come last.
    const { inits, torn_down } = config.life;
    this.most_mmus = config.shadows + 2 * inits;
    this.pool = inits > 0 || torn_down ? new Pool(this, config.life) : null;
    this.lifetime = torn_down ? new Lifetime(world, config.life) : null;
  }
}

function shadows(kvm: Kvm, count: number): ShadowMmu[] {
  const mmus: ShadowMmu[] = [];
  for (let index = 0; index < count; index++) {
    const mmu = new ShadowMmu(kvm, kvm.world, index);
    mmu.revmap = kvm.reverse_map.init(kvm, mmu);
    mmus.push(mmu);
  }
  return mmus;
}

export type { ShadowMmu, Vcpu };
