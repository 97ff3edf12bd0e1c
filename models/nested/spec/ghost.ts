import { type IpaRange, overlaps } from "../../stage2/interval.ts";
import type { Leaf } from "../../stage2/leaf.ts";
import { SOMEONE_ELSE } from "../host/host.ts";
import { InstalledLeaves } from "./installed.ts";
import type { GuestLevels, GuestTable } from "../guest/guest-table.ts";
import type { S2Mmu, ShadowMmu } from "../mmu/s2-mmu.ts";
import type { Kvm } from "../state.ts";

/** What claims need to know and no code path reads: spec state beside the kernel's. Tasks never branch on it. */
export class Ghost {
  readonly #kvm: Kvm;
  /** Canonical ranges whose unmap has returned and which nobody may map: notifiers until their end, deleted memslots. */
  gone: readonly IpaRange[] = [];
  readonly installed = new InstalledLeaves();
  /** By shadow: two of its leaves reached one canonical page at two nested addresses, since its last full unmap. */
  readonly #aliased: boolean[] = [];
  /** The same since the first of the full unmaps that are under way began. */
  readonly #aliasedSinceStart: boolean[] = [];
  /** By shadow: allocation failures that were left when its last full unmap began, and the one that is under way. */
  readonly #failuresAtClear: number[] = [];
  readonly #failuresAtStart: number[] = [];
  /** By shadow: unmaps of everything that are under way, each by a task that may have dropped the lock. */
  readonly #clearing: number[] = [];
  /** By task: the leaves that its unmap in progress took out, and whether it dropped the lock. */
  readonly #removed: (Leaf[] | null)[] = [];
  /** By range of the VMM's memory: what a notifier took with it. */
  readonly #away = new Map<IpaRange, readonly IpaRange[]>();
  /** By slot: what it took with it when it was deleted last. */
  readonly #slotsGone: IpaRange[] = [];
  readonly #dropped: boolean[] = [];
  /** By task: its unmap in progress is that of a notifier that must not block. */
  readonly #mustNotBlock: boolean[] = [];
  /** By shadow: leaves mapped so far, when the first of the full unmaps under way began, and when the last that ended did. */
  readonly #maps: number[] = [];
  readonly #mapsAtStart: number[] = [];
  readonly #mapsAtClear: number[] = [];
  /** By shadow: two unmaps of everything were under way at once, since there was none. */
  readonly #crowded: boolean[] = [];
  /** By shadow and nested address of a leaf: the context that the slot was for when it was mapped. */
  readonly #contexts: Map<number, string>[] = [];
  /** By shadow: what its reverse map said when mmu_lock was released last. */
  readonly #broken: boolean[] = [];
  /** When mmu_lock was released last: allocations that could still fail, and by shadow whether its map was good and complete. */
  atUnlock: { readonly failures: number; readonly covered: readonly boolean[] };
  /** By task: how many states the table of L1 had had when the fault at hand began. */
  readonly #seenAtFault: number[] = [];
  /** Nobody is left who could wait for a lock. */
  isDestroyed = false;

  constructor(kvm: Kvm) {
    this.#kvm = kvm;
    this.atUnlock = { failures: kvm.failures, covered: [] };
  }

  /**
   * Whether anything excuses that an unmap from this shadow takes more than it must: aliasing or an allocation failure since
   * the last time that it was emptied, or that someone is about to empty it anyway.
   */
  justified(mmu: ShadowMmu): boolean {
    const clearing = (this.#clearing[mmu.index] ?? 0) > 0;
    return clearing || this.#aliased[mmu.index] === true || this.ranOut(mmu);
  }

  /** Whether an allocation failed since the shadow was emptied last. */
  ranOut(mmu: ShadowMmu): boolean {
    return this.#kvm.allocator.failures < (this.#failuresAtClear[mmu.index] ?? this.#kvm.failures);
  }

  /** From here on the fault may read what L1's table for its VM says. */
  faultBegins(table: GuestTable): void {
    this.#seenAtFault[this.#task] = table.states.length - 1;
  }

  /** What the table has said since the fault at hand began. */
  saidSinceFault(table: GuestTable): readonly GuestLevels[] {
    return table.states.slice(this.#seenAtFault[this.#task] ?? 0);
  }

  get #task(): number {
    return this.#kvm.world.current?.id ?? 0;
  }

  /** A fault made the leaf valid. */
  mapped(mmu: ShadowMmu, leaf: Leaf): void {
    this.#maps[mmu.index] = (this.#maps[mmu.index] ?? 0) + 1;
    (this.#contexts[mmu.index] ??= new Map()).set(leaf.n, contextOf(mmu));
    this.#noteAlias(mmu, leaf);
  }

  /** How many leaves were mapped since the last full unmap began; more, if several overlapped. */
  mapsSinceClear(mmu: ShadowMmu): number {
    return (this.#maps[mmu.index] ?? 0) - (this.#mapsAtClear[mmu.index] ?? 0);
  }

  /** The context that the slot was for when the leaf at `n` was mapped. */
  contextAt(mmu: ShadowMmu, n: number): string | undefined {
    return this.#contexts[mmu.index]?.get(n);
  }

  /** Whether the map was broken when this was asked last. */
  wasBroken(mmu: ShadowMmu, isBroken: boolean): boolean {
    const was = this.#broken[mmu.index] === true;
    this.#broken[mmu.index] = isBroken;
    return was;
  }

  #noteAlias(mmu: ShadowMmu, leaf: Leaf): void {
    for (const other of mmu.leaves) {
      if (other.n - other.c !== leaf.n - leaf.c && overlaps(other.c, other.len, { start: leaf.c, size: leaf.len })) {
        this.#aliased[mmu.index] = true;
        this.#aliasedSinceStart[mmu.index] = true;
        this.#kvm.world.sometimes("aliasing");
      }
    }
  }

  clearing(mmu: ShadowMmu): void {
    const others = this.#clearing[mmu.index] ?? 0;
    this.#clearing[mmu.index] = others + 1;
    this.#crowded[mmu.index] = others > 0;
    if (others === 0) {
      this.#failuresAtStart[mmu.index] = this.#kvm.allocator.failures;
      this.#aliasedSinceStart[mmu.index] = false;
      this.#mapsAtStart[mmu.index] = this.#maps[mmu.index] ?? 0;
    }
  }

  /**
   * A full unmap of the shadow is done; what faults put in, or could not record, while it had dropped the lock counts anew.
   * @returns whether there was none of that, and nobody else at it.
   */
  cleared(mmu: ShadowMmu): boolean {
    this.#clearing[mmu.index]! -= 1;
    this.#mapsAtClear[mmu.index] = this.#mapsAtStart[mmu.index]!;
    this.#aliased[mmu.index] = this.#aliasedSinceStart[mmu.index] === true;
    this.#failuresAtClear[mmu.index] = this.#failuresAtStart[mmu.index]!;
    for (const leaf of mmu.leaves) {
      this.#noteAlias(mmu, leaf);
    }
    return this.mapsSinceClear(mmu) === 0 && this.#crowded[mmu.index] === false;
  }

  /** With false: the task is a notifier that must not block, until this is called with true. */
  mayBlock(may_block: boolean): void {
    this.#mustNotBlock[this.#task] = !may_block;
  }

  /** A notifier has unmapped a range of the VMM's memory: what is canonically gone with it. */
  takenAway(range: IpaRange, canonical: readonly IpaRange[]): void {
    this.#away.set(range, canonical);
    this.gone = [...this.gone, ...canonical];
  }

  givenBack(range: IpaRange): void {
    const canonical = this.#away.get(range) ?? [];
    this.gone = this.gone.filter((other) => !canonical.includes(other));
  }

  /** Nobody may map what was in the slot, until there is one in its place again. */
  slotGone(slot: number, range: IpaRange): void {
    this.#slotsGone[slot] = range;
    this.gone = [...this.gone, range];
  }

  /** It is about to be published. */
  slotIsThere(slot: number): void {
    const range = this.#slotsGone[slot];
    this.gone = this.gone.filter((other) => other !== range);
  }

  startUnmap(task: number): void {
    this.#removed[task] = [];
    this.#dropped[task] = false;
  }

  endUnmap(task: number): { readonly removed: readonly Leaf[]; readonly dropped: boolean } {
    const removed = this.#removed[task] ?? [];
    this.#removed[task] = null;
    return { removed, dropped: this.#dropped[task] === true };
  }

  unmapped(task: number, leaves: readonly Leaf[]): void {
    this.#removed[task]?.push(...leaves);
  }

  lockDropped(mmu: S2Mmu, may_block: boolean): void {
    const task = this.#task;
    this.#dropped[task] = true;
    this.#kvm.world.emit("lock_dropped", { mmu, may_block: may_block && this.#mustNotBlock[task] !== true });
  }

  lockKept(mmu: S2Mmu): void {
    const { world } = this.#kvm;
    if (!this.isDestroyed && this.#mustNotBlock[world.current?.id ?? 0] !== true) {
      world.emit("lock_kept", { mmu });
    }
  }

  /** The first frame that the leaf reaches and that is not the VM's any more, or null. */
  foreignFrame(leaf: Leaf): number | null {
    for (let i = 0; i < leaf.len; i++) {
      if (this.#kvm.host.ownerOf(leaf.pa + i) === SOMEONE_ELSE) {
        return leaf.pa + i;
      }
    }
    return null;
  }
}

/** The tags of a slot, as a vCPU looks for them. */
const contextOf = ({ nested_stage2_enabled, tlb_vttbr, vmid }: ShadowMmu): string =>
  contextName(nested_stage2_enabled, tlb_vttbr, vmid);

/** With stage-2 on, the whole VTTBR decides; with it off, only the VMID. */
export const contextName = (stage2: boolean, vttbr: number, vmid: number): string =>
  stage2 ? `VTTBR ${vttbr}` : `VMID ${vmid} with stage-2 off`;
