import type { World } from "../../src/core/world.ts";
import { Cell } from "../../src/kernel/cell.ts";
import type { Memory } from "../../src/kernel/slab.ts";

/** A present leaf. */
export interface Leaf {
  readonly gfn: number;
  readonly w: boolean;
  readonly d: boolean;
}

/** Nothing, a leaf, or the mark of an address that a device has. */
export type SpteValue = Leaf | "mmio" | null;

export const isLeaf = (value: SpteValue): value is Leaf => value !== null && value !== "mmio";

/** An entry of a shadow page. */
export class Spte extends Cell<SpteValue> {
  constructor(world: World, page: string, index: number) {
    super(world, page, null, index);
  }

  override print(value: SpteValue): string {
    return isLeaf(value) ? `gfn ${value.gfn}${value.w ? " w" : " r"}${value.d ? "d" : ""}` : (value ?? "0");
  }
}

/** A list that traces print by its labels. */
export class ListCell<T extends { readonly label: string }> extends Cell<readonly T[]> {
  override print(value: readonly T[]): string {
    return `[${value.map(({ label }) => label).join(", ")}]`;
  }
}

/** Entries of a shadow page. */
export const ENTRIES = 2;

/** `struct kvm_mmu_page`: of a guest's table, or direct, so that entry i maps gfn i. */
export class ShadowPage {
  readonly memory: Memory;
  readonly isDirect: boolean;
  readonly sptes: readonly Spte[];
  /** `shadowed_translation`: the gfn that each entry was entered with. */
  readonly gfns: number[] = [];

  constructor(world: World, memory: Memory, isDirect: boolean) {
    this.memory = memory;
    this.isDirect = isDirect;
    this.sptes = Array.from({ length: ENTRIES }, (_, index) => new Spte(world, memory.label, index));
    for (const spte of this.sptes) {
      spte.owner = memory;
    }
  }

  get label(): string {
    return this.memory.label;
  }
}
