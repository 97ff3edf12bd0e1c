import { cell } from "../../../../src/kernel/cell.ts";
import type { Cell } from "../../../../src/kernel/cell.ts";
import type { Memory } from "../../../../src/kernel/slab.ts";
import type { Geometry } from "../../../stage2/geometry.ts";
import { alignDown } from "../../../stage2/interval.ts";
import type { ShadowMmu } from "../../mmu/s2-mmu.ts";
import type { Kvm } from "../../state.ts";
import { type LeafLink, RmapHeads } from "./heads.ts";
import type { LinkedKnobs } from "./knobs.ts";

/** The links of one table page, made with it. Those of a root have no memory of their own: root and links are one piece. */
export interface LeafLinks {
  readonly memory: Memory | null;
  readonly start: number;
  /** Of the leaves of the table. */
  readonly size: number;
  /** By nested address; the first use of an entry puts its link here. */
  readonly links: Map<number, LeafLink>;
}

/** What the design adds to `struct kvm_s2_mmu`. */
export class LinkedLeaves {
  readonly knobs: LinkedKnobs;
  /** By leaf size, then by start of the table. Changes with the table pages: under mmu_lock R by cmpxchg, or under W. */
  readonly tables: ReadonlyMap<number, Map<number, LeafLinks>>;
  /** Leaves in tables without links, and those of them that faults have replaced: raised under mmu_lock R, lowered under W. */
  readonly unlinked_leaves: Cell<number>;
  readonly replaced_leaves: Cell<number>;
  /** One for all shadows, kept with the first. */
  readonly heads: RmapHeads | null;
  readonly #geometry: Geometry;

  constructor(kvm: Kvm, mmu: ShadowMmu, knobs: LinkedKnobs) {
    const { geometry, world } = kvm;
    this.knobs = knobs;
    this.#geometry = geometry;
    this.tables = new Map([geometry.page, ...geometry.blocks].map((size) => [size, new Map()]));
    this.unlinked_leaves = cell(world, "unlinked_leaves", 0, mmu.index);
    this.replaced_leaves = cell(world, "replaced_leaves", 0, mmu.index);
    this.heads = mmu.index === 0 ? new RmapHeads(kvm) : null;
    const largest = geometry.blocks.at(-1) ?? geometry.page;
    this.tables.get(largest)!.set(0, { memory: null, start: 0, size: largest, links: new Map() });
  }

  /** Where the table begins that a leaf of this size at `nested` is in. */
  tableOf(nested: number, size: number): number {
    const spans = this.#geometry.blocks.find((block) => block > size);
    return spans === undefined ? 0 : alignDown(nested, spans);
  }

  linksOf(nested: number, size: number): LeafLinks | undefined {
    return this.tables.get(size)!.get(this.tableOf(nested, size));
  }
}

export const headsOf = (kvm: Kvm): RmapHeads => (kvm.nested_mmus[0] as ShadowMmu<LinkedLeaves>).revmap.heads!;
