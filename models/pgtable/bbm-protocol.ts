import { FREES, WRITE } from "../../src/core/op.ts";
import type { Op } from "../../src/core/op.ts";
import type { Shared } from "../../src/core/shared.ts";
import type { TaskState } from "../../src/core/task.ts";
import { kvm_granule_size, PAGE_SIZE } from "./geometry.ts";
import { kvm_pte_follow } from "./mm-ops.ts";
import type { KvmPgtable } from "./pgtable.ts";
import {
  KVM_PTE_LEAF_ATTR_HI_SW,
  KVM_PTE_LEAF_ATTR_LO_S2_AF,
  KVM_PTE_LEAF_ATTR_S2_PERMS,
  kvm_pte_table,
  kvm_pte_valid,
  Pte,
  pte_diff,
} from "./pte.ts";
import type { kvm_pte_t } from "./pte.ts";
import { TablePage } from "./table-page.ts";
import { TLBI_TTL_UNKNOWN } from "./tlb.ts";
import type { Tlbi } from "./tlb.ts";

/** An entry was not broken, flushed and waited for in this order. */
const CLAIM = "bbm-protocol";

/** What a table translates. */
interface Place {
  readonly base: number;
  /** Of its entries. */
  readonly level: number;
  /** The entry that pointed to it, once it does not: what is stored in the table then, no CPU sees. */
  unlinked: Unclean | null;
}

/** An entry that was valid, until who made it invalid, or somebody else, has flushed it. */
interface Unclean {
  readonly wasTable: boolean;
  readonly label: string;
  readonly base: number;
  readonly level: number;
  /** Tasks with a TLBI for it under way. */
  readonly flushing: Set<number>;
  isClean: boolean;
  /** What was in the table that it led to. */
  readonly below: Unclean[];
}

const MAY_CHANGE = KVM_PTE_LEAF_ATTR_S2_PERMS | KVM_PTE_LEAF_ATTR_LO_S2_AF | KVM_PTE_LEAF_ATTR_HI_SW;

/**
 * The discipline of break-before-make, entry by entry: valid → unclean → flushed by a task → clean after the DSB of the same
 * task. After casemate (github.com/rems-project/casemate). It knows nothing of what a TLB may hold; it wants each step in order.
 */
export class BbmProtocol {
  #pgt: KvmPgtable | null = null;
  readonly #places = new Map<TablePage, Place>();
  readonly #values = new Map<Pte, kvm_pte_t>();
  readonly #unclean = new Map<Pte, Unclean>();
  /** Entries that were broken last and are not valid again, clean or not. */
  readonly #broken = new Map<Pte, Unclean>();

  /** In the setup of a run. */
  watch(pgt: KvmPgtable): void {
    this.#pgt = pgt;
    const base = kvm_granule_size(pgt.mm_ops.geometry, pgt.start_level - 1);
    pgt.pgd!.forEach((page, i) => this.#link(page, i * base, pgt.start_level));
  }

  /** Nobody uses the VMID any more. */
  retire(): void {
    this.#pgt = null;
  }

  step(op: Op, { id }: TaskState, result: unknown): void {
    const { object, a } = op;
    if (this.#pgt === null) {
      return;
    }
    if (object instanceof Pte) {
      if ((op.kind.access & WRITE) !== 0) {
        this.#stored(object);
      }
    } else if (object instanceof TablePage) {
      if ((op.kind.access & FREES) !== 0) {
        this.#freed(object);
      }
    } else if (object === this.#pgt.mmu) {
      if (typeof a === "string") {
        this.#completed(id);
      } else if (typeof a === "object" && a !== null && "kind" in a && result !== false) {
        this.#flushed(id, a as Tlbi);
      }
    }
  }

  #link(page: TablePage, base: number, level: number): void {
    const place = { base, level, unlinked: null };
    this.#places.set(page, place);
    for (const ptep of page.entries) {
      this.#values.set(ptep, ptep.peek);
      if (kvm_pte_table(ptep.peek, level)) {
        this.#link(kvm_pte_follow(this.#pgt!.mm_ops, ptep.peek), this.#baseOf(ptep, place), level + 1);
      }
    }
  }

  #stored(ptep: Pte): void {
    const place = this.#places.get(ptep.page);
    const old = this.#values.get(ptep) ?? 0;
    const pte = ptep.peek;
    if (place === undefined || place.unlinked !== null || old === pte) {
      return;
    }
    this.#values.set(ptep, pte);
    const [was, is] = [kvm_pte_table(old, place.level), kvm_pte_table(pte, place.level)];
    if (kvm_pte_valid(old) && kvm_pte_valid(pte)) {
      if (was || is || (pte_diff(old, pte) & ~MAY_CHANGE) !== 0) {
        this.#fail(ptep, `${ptep.label} becomes ${ptep.print(pte)} while it is ${ptep.print(old)}`);
      }
    } else if (kvm_pte_valid(old)) {
      this.#soil(ptep, place, was);
    } else if (kvm_pte_valid(pte)) {
      const dirty = dirtyIn(this.#broken.get(ptep));
      if (dirty !== null) {
        this.#fail(ptep, `${ptep.label} becomes ${ptep.print(pte)} before what ${dirty.label} was is flushed`);
      }
      this.#broken.delete(ptep);
    }
    if (was) {
      this.#unlink(kvm_pte_follow(this.#pgt!.mm_ops, old), this.#unclean.get(ptep) ?? this.#soil(ptep, place, true));
    }
    if (is) {
      this.#link(kvm_pte_follow(this.#pgt!.mm_ops, pte), this.#baseOf(ptep, place), place.level + 1);
    }
  }

  #soil(ptep: Pte, place: Place, wasTable: boolean): Unclean {
    const base = this.#baseOf(ptep, place);
    const unclean = {
      wasTable,
      label: ptep.label,
      base,
      level: place.level,
      flushing: new Set<number>(),
      isClean: false,
      below: [],
    };
    this.#unclean.set(ptep, unclean);
    this.#broken.set(ptep, unclean);
    return unclean;
  }

  #unlink(page: TablePage, by: Unclean): void {
    const place = this.#places.get(page)!;
    place.unlinked = by;
    for (const ptep of page.entries) {
      const isTable = kvm_pte_table(ptep.peek, place.level);
      const below = kvm_pte_valid(ptep.peek) ? this.#soil(ptep, place, isTable) : this.#unclean.get(ptep);
      if (below !== undefined) {
        by.below.push(below);
      }
      if (isTable) {
        this.#unlink(kvm_pte_follow(this.#pgt!.mm_ops, ptep.peek), below!);
      }
    }
  }

  #freed(page: TablePage): void {
    const place = this.#places.get(page);
    if (place === undefined) {
      return;
    }
    // What leaves have left in TLBs leads past the table, and is due when the frames go.
    const inside = page.entries.map((ptep) => this.#unclean.get(ptep)).find((unclean) => unclean?.wasTable);
    const dirty = place.unlinked?.isClean === false ? place.unlinked : inside;
    if (place.unlinked === null) {
      this.#fail(page, `${page.label} is freed while an entry points to it`);
    } else if (dirty !== undefined) {
      this.#fail(page, `${page.label} is freed before ${dirty.label} is flushed`);
    }
    this.#places.delete(page);
    page.entries.forEach((ptep) => this.#broken.delete(ptep));
  }

  #flushed(task: number, tlbi: Tlbi): void {
    for (const unclean of this.#unclean.values()) {
      if (this.#covers(tlbi, unclean)) {
        unclean.flushing.add(task);
      }
    }
  }

  #completed(task: number): void {
    for (const [ptep, unclean] of this.#unclean) {
      if (unclean.flushing.has(task)) {
        unclean.isClean = true;
        this.#unclean.delete(ptep);
      }
    }
  }

  #covers({ kind, ipa, level, pages }: Tlbi, unclean: Unclean): boolean {
    if (kind === "vmid" || kind === "ipa_nsh") {
      return kind === "vmid";
    }
    const isHinted = level === TLBI_TTL_UNKNOWN || (!unclean.wasTable && level === unclean.level);
    const { geometry } = this.#pgt!.mm_ops;
    const size = kvm_granule_size(geometry, unclean.level);
    return isHinted && unclean.base < ipa + pages * PAGE_SIZE(geometry) && ipa < unclean.base + size;
  }

  #baseOf({ index }: Pte, { base, level }: Place): number {
    return base + index * kvm_granule_size(this.#pgt!.mm_ops.geometry, level);
  }

  #fail({ world }: Shared, message: string): void {
    world.fail(CLAIM, message);
  }
}

function dirtyIn(unclean: Unclean | undefined): Unclean | null {
  if (unclean === undefined) {
    return null;
  }
  return unclean.isClean ? (unclean.below.map(dirtyIn).find((below) => below !== null) ?? null) : unclean;
}
