import { type IpaRange, overlaps } from "../stage2/interval.ts";
import type { Leaf } from "../stage2/leaf.ts";
import { SOMEONE_ELSE } from "./host.ts";
import type { S2Mmu, ShadowMmu } from "./s2-mmu.ts";
import type { Kvm } from "./state.ts";

/** What claims need to know and no code path reads: spec state beside the kernel's. Tasks never branch on it. */
export class Ghost {
  readonly #kvm: Kvm;
  /** Canonical ranges whose unmap has returned and which nobody may map: notifiers until their end, deleted memslots. */
  gone: readonly IpaRange[] = [];
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
  readonly #dropped: boolean[] = [];

  constructor(kvm: Kvm) {
    this.#kvm = kvm;
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

  mapped(mmu: ShadowMmu, leaf: Leaf): void {
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
    if (others === 0) {
      this.#failuresAtStart[mmu.index] = this.#kvm.allocator.failures;
      this.#aliasedSinceStart[mmu.index] = false;
    }
  }

  /** A full unmap of the shadow is done; what faults put in, or could not record, while it had dropped the lock counts anew. */
  cleared(mmu: ShadowMmu): void {
    this.#clearing[mmu.index]! -= 1;
    this.#aliased[mmu.index] = this.#aliasedSinceStart[mmu.index] === true;
    this.#failuresAtClear[mmu.index] = this.#failuresAtStart[mmu.index]!;
    for (const leaf of mmu.leaves) {
      this.mapped(mmu, leaf);
    }
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
    const { world } = this.#kvm;
    this.#dropped[world.current?.id ?? 0] = true;
    world.emit("lock_dropped", { mmu, may_block });
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
