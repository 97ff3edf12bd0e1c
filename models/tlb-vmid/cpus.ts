import type { World } from "../../src/core/world.ts";
import type { PageGeometry } from "../pgtable/geometry.ts";
import { kvm_granule_size } from "../pgtable/geometry.ts";
import type { Cpus } from "../pgtable/pgtable.ts";
import type { KvmS2Mmu } from "../pgtable/pgtable.ts";
import type { kvm_pte_t } from "../pgtable/pte.ts";
import type { PgtableQuirks } from "../pgtable/quirks.ts";
import type { TablePage } from "../pgtable/table-page.ts";
import { TLBI_TTL_UNKNOWN } from "../pgtable/tlb.ts";
import type { Tlbi } from "../pgtable/tlb.ts";

/** The guest whose tables these are, and another one that a CPU may have run last. */
export const GUEST = 1;
export const OTHER = 2;

/** A translation that a TLB holds: a granule of its level from `base` on. */
export interface TlbEntry {
  readonly base: number;
  readonly level: number;
  readonly pte: kvm_pte_t;
}

/** A table that a walk cache holds: entries of `level`, the first for `base`. */
export interface WalkEntry {
  readonly base: number;
  readonly level: number;
  readonly page: TablePage;
}

/** A hardware walk of one address that is not over. */
export interface Walk {
  readonly cpu: number;
  readonly ia: number;
  /** A TLBI has come in between: nothing that it reads is kept. */
  overtaken: boolean;
}

class Cpu {
  /** VTTBR_EL2 as last written, and as walks and TLBIs see it. */
  vttbr: number;
  vmid: number;
  readonly #before: number;
  /** Of the guest; nobody runs the other one. */
  tlb: TlbEntry[] = [];
  walks: WalkEntry[] = [];

  constructor(vmid: number) {
    this.vttbr = vmid;
    this.vmid = vmid;
    this.#before = vmid;
  }

  enter(): void {
    this.vttbr = GUEST;
  }

  /** Nothing depends on when that takes effect. */
  exit(): void {
    this.vttbr = this.#before;
    this.vmid = this.#before;
  }
}

/** TLBs and walk caches with VMIDs, one CPU a task (Arm ARM, D8.16 and D8.17). */
export class SeveralCpus implements Cpus {
  readonly world: World;
  readonly geometry: PageGeometry;
  readonly mmu: KvmS2Mmu;
  readonly quirks: PgtableQuirks;
  readonly cpus: readonly Cpu[];
  /** Walks that are not over. */
  inFlight: Walk[] = [];

  constructor(mmu: KvmS2Mmu, geometry: PageGeometry, quirks: PgtableQuirks, vmids: readonly number[]) {
    this.world = mmu.world;
    this.mmu = mmu;
    this.geometry = geometry;
    this.quirks = quirks;
    this.cpus = vmids.map((vmid) => new Cpu(vmid));
  }

  get areQuiet(): boolean {
    return !this.inFlight.some(({ overtaken }) => overtaken);
  }

  writeVttbr(task: number, isGuest: boolean): void {
    const cpu = this.#of(task);
    if (isGuest) {
      cpu.enter();
    } else {
      cpu.exit();
    }
  }

  isb(task: number): void {
    const cpu = this.#of(task);
    cpu.vmid = cpu.vttbr;
  }

  /** Without an ISB since VTTBR_EL2 was written, either VMID may be in effect. */
  tlbi(task: number, tlbi: Tlbi): boolean {
    const cpu = this.#of(task);
    const isStale = cpu.vmid !== cpu.vttbr && this.world.choose(2, this.mmu) === 1;
    if ((isStale ? cpu.vmid : cpu.vttbr) !== GUEST) {
      return false;
    }
    for (const [index, other] of this.cpus.entries()) {
      if (tlbi.kind !== "ipa_nsh" || index === task) {
        other.tlb = other.tlb.filter((entry) => !this.#coversLeaf(tlbi, entry));
        other.walks = other.walks.filter((entry) => !this.#coversTable(tlbi, entry));
      }
    }
    for (const walk of this.inFlight) {
      walk.overtaken ||= tlbi.kind !== "ipa_nsh" || walk.cpu === task;
    }
    return true;
  }

  /** Keeps a leaf; a sentence if the TLB holds another one for an address of it that is not the same but for its rights. */
  fill({ cpu, overtaken }: Walk, entry: TlbEntry, conflicts: (a: TlbEntry, b: TlbEntry) => boolean): TlbEntry | null {
    if (overtaken) {
      return null;
    }
    const { tlb } = this.cpus[cpu]!;
    const size = kvm_granule_size(this.geometry, entry.level);
    const other = tlb.find((held) => this.#overlaps(held.base, held.level, entry.base, size) && conflicts(held, entry));
    if (!tlb.some(({ base, level, pte }) => base === entry.base && level === entry.level && pte === entry.pte)) {
      tlb.push(entry);
    }
    return other ?? null;
  }

  keep({ cpu, overtaken }: Walk, entry: WalkEntry): void {
    const { walks } = this.cpus[cpu]!;
    if (!overtaken && !walks.some(({ page }) => page === entry.page)) {
      walks.push(entry);
    }
  }

  /** What a TLB has for an address. */
  held(cpu: number, ia: number): TlbEntry[] {
    return this.cpus[cpu]!.tlb.filter(({ base, level }) => this.#overlaps(base, level, ia, 1));
  }

  /** The deepest table for an address that a walk cache has, or null. */
  begin(cpu: number, ia: number): WalkEntry | null {
    const known = this.cpus[cpu]!.walks.filter(({ base, level }) => this.#overlaps(base, level - 1, ia, 1));
    return known.toSorted((a, b) => b.level - a.level)[0] ?? null;
  }

  #of(task: number): Cpu {
    return this.cpus[Math.min(task, this.cpus.length - 1)]!;
  }

  #coversLeaf({ kind, ipa, level, pages }: Tlbi, entry: TlbEntry): boolean {
    const hinted = level === TLBI_TTL_UNKNOWN || level === entry.level;
    return kind === "vmid" || (hinted && this.#overlaps(entry.base, entry.level, ipa, pages));
  }

  #coversTable({ kind, ipa, level, pages }: Tlbi, entry: WalkEntry): boolean {
    const hinted = level === TLBI_TTL_UNKNOWN;
    return kind === "vmid" || (hinted && this.#overlaps(entry.base, entry.level - 1, ipa, pages));
  }

  #overlaps(base: number, level: number, addr: number, size: number): boolean {
    return base < addr + size && addr < base + kvm_granule_size(this.geometry, level);
  }
}
