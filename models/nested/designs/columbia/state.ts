import { cell } from "../../../../src/kernel/cell.ts";
import type { Cell } from "../../../../src/kernel/cell.ts";
import { Memory } from "../../../../src/kernel/slab.ts";
import { type IpaRange, overlaps } from "../../../stage2/interval.ts";
import { hex } from "../../../stage2/leaf.ts";
import type { ShadowMmu } from "../../mmu/s2-mmu.ts";
import type { Kvm, Vcpu } from "../../state.ts";
import type { ColumbiaKnobs } from "./knobs.ts";

/** `struct kvm_rmap_head` as an entry of a list. */
export interface RmapRecord {
  /** L2 IPA. */
  readonly val: number;
  readonly mmu: ShadowMmu;
  /** For `last_level`. */
  readonly size: number;
}

/** The head of one canonical page with what it leads to; `desc` once there was more than one record, until there is none. */
export class RmapHead {
  readonly records: readonly RmapRecord[];
  readonly desc: Memory | null;

  constructor(records: readonly RmapRecord[], desc: Memory | null) {
    this.records = records;
    this.desc = desc;
  }

  /** For traces. */
  get label(): string {
    const records = this.records.map(({ val, mmu }) => `${mmu.label} ${hex(val)}`);
    return records.length === 0 ? "0" : records.join(", ");
  }
}

export type RmapCell = Cell<RmapHead>;

const EMPTY = new RmapHead([], null);

/** `slot->arch.rmap` of all slots, by page; made with the slots. Only heads that were ever used are there. */
export class Rmap {
  readonly #kvm: Kvm;
  readonly #heads = new Map<number, RmapCell>();
  /** By slot. */
  readonly arrays: Memory[];
  /** mmu_rmap_list_desc_cache of each vCPU. */
  readonly spare = new Map<Vcpu, Memory>();

  constructor(kvm: Kvm) {
    this.#kvm = kvm;
    this.arrays = kvm.memslots.states.map((_, slot) => new Memory(`rmap of slot ${slot}`));
    this.arrays.forEach((array) => kvm.world.allocations.add(array));
  }

  /** `gfn_to_rmap`. */
  at(page: number): RmapCell {
    const known = this.#heads.get(page) ?? this.#make(page);
    this.#heads.set(page, known);
    return known;
  }

  /** A slot that was not there has an array of its own; heads from before it are of the old one. */
  remake(slot: number, range: IpaRange, memory: Memory): void {
    this.arrays[slot] = memory;
    for (const page of [...this.#heads.keys()].filter((at) => overlaps(at, 1, range))) {
      this.#heads.delete(page);
    }
  }

  find(page: number): RmapCell | undefined {
    return this.#heads.get(page);
  }

  all(): [number, RmapCell][] {
    return [...this.#heads];
  }

  #make(page: number): RmapCell {
    const { world, memslots } = this.#kvm;
    const made = cell(world, "rmap", EMPTY, page);
    made.owner = this.arrays[Math.min(Math.floor(page / memslots.size), this.arrays.length - 1)]!;
    return made;
  }
}

/** What the design adds to `struct kvm_s2_mmu`, and to its table pages. */
export class ColumbiaMmu {
  readonly knobs: ColumbiaKnobs;
  /** By leaf size and L2 IPA: the L1 IPA that page_private of the table page remembers. */
  readonly l1_ipas = new Map<string, number>();
  /** One for all shadows, kept with the first. */
  readonly rmap: Rmap | null;

  constructor(kvm: Kvm, mmu: ShadowMmu, knobs: ColumbiaKnobs) {
    this.knobs = knobs;
    this.rmap = mmu.index === 0 ? new Rmap(kvm) : null;
  }
}

export const rmapOf = (kvm: Kvm): Rmap => (kvm.nested_mmus[0] as ShadowMmu<ColumbiaMmu>).revmap.rmap!;
