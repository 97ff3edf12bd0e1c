import { cell } from "../../../../src/kernel/cell.ts";
import type { Cell } from "../../../../src/kernel/cell.ts";
import { Memory } from "../../../../src/kernel/slab.ts";
import { Spinlock } from "../../../../src/kernel/spinlock.ts";
import { alignDown, endOf, type IpaRange, overlaps } from "../../../stage2/interval.ts";
import { hex } from "../../../stage2/leaf.ts";
import type { ShadowMmu } from "../../mmu/s2-mmu.ts";
import type { Kvm } from "../../state.ts";

/** `struct hlist_node` beside an entry of a shadow table, with what the place of the table says of that entry. */
export interface LeafLink {
  readonly mmu: ShadowMmu;
  readonly nested: number;
  readonly size: number;
  /** The list that it is in. Changes under the entry's lock or mmu_lock W. */
  head: RmapHead | null;
}

/** What a head leads to; never changed, so that whoever read it has it as it was. */
export class LeafList {
  readonly links: readonly LeafLink[];

  constructor(links: readonly LeafLink[]) {
    this.links = links;
  }

  /** For traces. */
  get label(): string {
    return this.links.length === 0
      ? "empty"
      : this.links.map((link) => `${link.mmu.label} ${hex(link.nested)}`).join(", ");
  }

  with(link: LeafLink): LeafList {
    return new LeafList([link, ...this.links]);
  }

  without(link: LeafLink): LeafList {
    return new LeafList(this.links.filter((other) => other !== link));
  }
}

const EMPTY = new LeafList([]);

/** The list of the leaves of one canonical page or block, and its lock: one word, bit 0 of which is the lock. */
export interface RmapHead extends IpaRange {
  readonly lock: Spinlock;
  readonly list: Cell<LeafList>;
  /** `aliases: unknown`: somebody is not in the list. */
  readonly unknown: Cell<boolean>;
}

/**
 * `slot->arch.rmap`: by leaf size and page, made with the slot. Only heads that were ever used are there, since what is in
 * the others nobody can tell from nothing.
 */
export class RmapHeads {
  readonly #kvm: Kvm;
  readonly #levels: ReadonlyMap<number, Map<number, RmapHead>>;
  /** By slot. */
  readonly arrays: Memory[];

  constructor(kvm: Kvm) {
    this.#kvm = kvm;
    const { page, blocks } = kvm.geometry;
    this.#levels = new Map([page, ...blocks].map((size) => [size, new Map()]));
    this.arrays = kvm.memslots.states.map((_, slot) => new Memory(`rmap of slot ${slot}`));
    for (const array of this.arrays) {
      kvm.world.allocations.add(array);
    }
  }

  /** That of an aligned canonical page or block. */
  at(start: number, size: number): RmapHead {
    const level = this.#levels.get(size)!;
    const known = level.get(start) ?? this.#make(start, size);
    level.set(start, known);
    return known;
  }

  /** Those whose page or block overlaps a range, pages first. */
  over(range: IpaRange): RmapHead[] {
    const found: RmapHead[] = [];
    for (const [size, level] of this.#levels) {
      for (let start = alignDown(range.start, size); level.size > 0 && start < endOf(range); start += size) {
        const head = level.get(start);
        if (head !== undefined) {
          found.push(head);
        }
      }
    }
    return found;
  }

  /** A slot that was not there has an array of its own; heads from before it are of the old one. */
  remake(slot: number, range: IpaRange, memory: Memory): void {
    this.arrays[slot] = memory;
    for (const level of this.#levels.values()) {
      for (const start of [...level.keys()].filter((at) => overlaps(at, 1, range))) {
        level.delete(start);
      }
    }
  }

  all(): RmapHead[] {
    return [...this.#levels.values()].flatMap((level) => [...level.values()]);
  }

  #make(start: number, size: number): RmapHead {
    const { world, geometry } = this.#kvm;
    const { page } = geometry;
    const array = this.#arrayOf(start);
    return {
      start,
      size,
      lock: within(array, new Spinlock(world, "rmap_lock", start)),
      list: within(array, cell(world, size === page ? "rmap" : "block_rmap", EMPTY, start)),
      unknown: within(array, cell(world, "rmap_unknown", false, start)),
    };
  }

  #arrayOf(start: number): Memory {
    const { memslots } = this.#kvm;
    return this.arrays[Math.min(Math.floor(start / memslots.size), this.arrays.length - 1)]!;
  }
}

function within<T extends { owner: unknown }>(memory: Memory, object: T): T {
  object.owner = memory;
  return object;
}
