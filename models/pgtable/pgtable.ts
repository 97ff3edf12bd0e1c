import { Shared } from "../../src/core/shared.ts";
import type { World } from "../../src/core/world.ts";
import { ALIGN_DOWN, PAGE_SIZE } from "./geometry.ts";
import { place_page } from "./mm-ops.ts";
import type { MmOps } from "./mm-ops.ts";
import { zalloc_pages_exact } from "./table-page.ts";
import type { PgtableQuirks } from "./quirks.ts";
import type { TablePage } from "./table-page.ts";
import type { Tlbi } from "./tlb.ts";

/** What all CPUs of the machine have. */
export interface CpuCaps {
  /** ARM64_HAS_STAGE2_FWB: stage 2 decides on cacheability, and unmapping has nothing to clean. */
  readonly fwb: boolean;
  /** FEAT_TLBIRANGE. */
  readonly tlbirange: boolean;
  /** ARM64_HAS_XNX: privileged and unprivileged execution apart. */
  readonly xnx: boolean;
  /** FEAT_BBM level 2: a block may become a table, or a table a block, without a break. KVM makes no use of it. */
  readonly bbml2?: boolean;
}

/** `struct kvm_s2_mmu` as far as a walker needs it: whom a TLBI is for. */
export class KvmS2Mmu extends Shared {
  readonly caps: CpuCaps;
  /** The CPUs' own view of the tables, where a model has one. */
  cpus: Cpus | null = null;

  constructor(world: World, caps: CpuCaps, index = -1) {
    super(world, "mmu", index);
    this.caps = caps;
  }

  override get free(): boolean {
    return this.cpus === null || this.cpus.areQuiet;
  }
}

/** What CPUs hold of tables beyond memory; a task is a CPU. */
export interface Cpus {
  readonly quirks: PgtableQuirks;
  /** A TLBI, for the VMID that is in effect on the CPU of the task; whether that is the one of these tables. */
  tlbi(task: number, tlbi: Tlbi): boolean;
  /** Whether all walks that a TLBI came in between are over. */
  readonly areQuiet: boolean;
  /** VTTBR_EL2 := that of the guest whose tables these are, or back. */
  writeVttbr(task: number, isGuest: boolean): void;
  /** What was written takes effect. */
  isb(task: number): void;
}

/** `struct kvm_pgtable` of a guest's stage 2. */
export interface KvmPgtable {
  readonly ia_bits: number;
  readonly start_level: number;
  /** The pages of the root side by side; null once it is freed. */
  pgd: readonly TablePage[] | null;
  readonly mm_ops: MmOps;
  readonly mmu: KvmS2Mmu;
  /** KVM_PGTABLE_S2_AS_S1: every leaf takes its memory type from the guest's own tables. */
  readonly as_s1: boolean;
}

/** `__kvm_pgtable_stage2_init`, in the setup of a run. */
export function kvm_pgtable_stage2_init(mmu: KvmS2Mmu, mm_ops: MmOps, as_s1 = false): KvmPgtable {
  const { world, geometry } = mm_ops;
  const { ia_bits, start_level } = geometry;
  const pgd = zalloc_pages_exact(world, geometry).map((page) => place_page(mm_ops, page));
  return { ia_bits, start_level, pgd, mm_ops, mmu, as_s1 };
}

/** Start of the page that holds `addr`. */
export const pageOf = (pgt: KvmPgtable, addr: number): number => ALIGN_DOWN(addr, PAGE_SIZE(pgt.mm_ops.geometry));
