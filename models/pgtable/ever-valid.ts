import type { Observer } from "../../src/core/observer.ts";
import { FREES, WRITE } from "../../src/core/op.ts";
import type { Op } from "../../src/core/op.ts";
import type { TaskState } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { kvm_granule_size, PAGE_SIZE } from "./geometry.ts";
import { kvm_pte_follow } from "./mm-ops.ts";
import { KvmS2Mmu } from "./pgtable.ts";
import type { KvmPgtable } from "./pgtable.ts";
import {
  KVM_PTE_LEAF_ATTR_HI_SW,
  KVM_PTE_LEAF_ATTR_LO_S2_AF,
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W,
  KVM_PTE_LEAF_ATTR_S2_PERMS,
  kvm_pte_table,
  kvm_pte_valid,
  Pte,
  pte_diff,
  pte_has,
} from "./pte.ts";
import type { kvm_pte_t } from "./pte.ts";
import { TablePage } from "./table-page.ts";
import { TLBI_TTL_UNKNOWN } from "./tlb.ts";
import type { Tlbi } from "./tlb.ts";

/** Two descriptors were cached at once that the architecture does not let change into each other. */
const BBM_CLAIM = "break-before-make";
/** A table page was freed that a hardware walk may still go through. */
const TABLE_CLAIM = "table-in-tlb";

/** A descriptor that some TLB or walk cache may hold. */
interface Cached {
  /** What it translates: a granule of its level from here on. */
  readonly base: number;
  readonly level: number;
  readonly pte: kvm_pte_t;
  /** Where it points to; null for a leaf. */
  readonly table: TablePage | null;
  readonly label: string;
  /** When it was in the table last; Infinity while it is. */
  until: number;
}

interface Place {
  readonly base: number;
  readonly level: number;
}

interface Issued {
  readonly task: number;
  readonly at: number;
  readonly tlbi: Tlbi;
}

const MAY_CHANGE = KVM_PTE_LEAF_ATTR_S2_PERMS | KVM_PTE_LEAF_ATTR_LO_S2_AF | KVM_PTE_LEAF_ATTR_HI_SW;

/**
 * What the TLBs of all CPUs together could hold at most: every descriptor that a hardware walk could have read since the
 * last TLBI that covers it was complete. It adds no choices to a run, and misses nothing that a cache of descriptors could do.
 */
export class EverValid implements Observer {
  #pgt: KvmPgtable | null = null;
  #cached: Cached[] = [];
  #issued: Issued[] = [];
  /** Tables that a walk from the root reaches now, and what their entries held when last looked at. */
  readonly #places = new Map<TablePage, Place>();
  readonly #values = new Map<Pte, kvm_pte_t>();
  #now = 0;

  begin(): void {
    this.retire();
  }

  /** In the setup of a run: walks begin at this root. */
  watch(pgt: KvmPgtable): void {
    this.#pgt = pgt;
    const base = kvm_granule_size(pgt.mm_ops.geometry, pgt.start_level - 1);
    for (const [i, page] of pgt.pgd!.entries()) {
      const place = { base: i * base, level: pgt.start_level };
      this.#places.set(page, place);
      page.entries.forEach((ptep) => this.#enter(ptep, place, page.world));
    }
  }

  /** No CPU uses the VMID any more; whoever gets it next flushes it. */
  retire(): void {
    this.#pgt = null;
    this.#cached = [];
    this.#issued = [];
    this.#places.clear();
    this.#values.clear();
  }

  /** A leaf that may still translate an address of the range, in one sentence, or null. Asked by a task, it is as of before its last step. */
  reach(addr: number, size: number): string | null {
    const leaf = this.#cached.find((c) => c.table === null && this.#overlaps(c, addr, size));
    return leaf === undefined ? null : `0x${leaf.base.toString(16)} may still go to ${leaf.label}`;
  }

  /** A leaf that may still be written through at an address of the range, in one sentence, or null. */
  writable(addr: number, size: number): string | null {
    const leaf = this.#cached.find(
      (c) => c.table === null && pte_has(c.pte, KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W) && this.#overlaps(c, addr, size),
    );
    return leaf === undefined ? null : `0x${leaf.base.toString(16)} may still be written through ${leaf.label}`;
  }

  /** Whether a walk from the root comes to this table now. */
  reaches(page: TablePage): boolean {
    return this.#places.has(page);
  }

  step(op: Op, task: TaskState, result: unknown, world: World): void {
    if (this.#pgt === null) {
      return;
    }
    this.#now++;
    const { object } = op;
    if (object instanceof Pte) {
      this.#look(object, op, world);
    } else if (object instanceof TablePage && (op.kind.access & FREES) !== 0) {
      this.#judgeFree(object, world);
    } else if (object === this.#pgt.mmu && object instanceof KvmS2Mmu) {
      this.#flush(op, task, result);
    }
  }

  #look(ptep: Pte, op: Op, world: World): void {
    const place = this.#places.get(ptep.page);
    const old = this.#values.get(ptep) ?? 0;
    if (place === undefined || (op.kind.access & WRITE) === 0 || old === ptep.peek) {
      return;
    }
    this.#leave(ptep, place);
    this.#enter(ptep, place, world);
  }

  #enter(ptep: Pte, place: Place, world: World): void {
    const pte = ptep.peek;
    this.#values.set(ptep, pte);
    if (!kvm_pte_valid(pte)) {
      return;
    }
    const { mm_ops } = this.#pgt!;
    const { level } = place;
    const base = this.#baseOf(ptep, place);
    const table = kvm_pte_table(pte, level) ? kvm_pte_follow(mm_ops, pte) : null;
    const known = this.#cached.find((c) => c.base === base && c.level === level && c.pte === pte);
    if (known !== undefined) {
      known.until = Infinity;
    } else {
      const entry = { base, level, pte, table, label: ptep.print(pte), until: Infinity };
      this.#judgeNew(entry, ptep, world);
      this.#cached.push(entry);
    }
    if (table !== null) {
      const below = { base, level: level + 1 };
      this.#places.set(table, below);
      table.entries.forEach((child) => this.#enter(child, below, world));
    }
  }

  #leave(ptep: Pte, place: Place): void {
    const old = this.#values.get(ptep) ?? 0;
    this.#values.delete(ptep);
    if (!kvm_pte_valid(old)) {
      return;
    }
    const base = this.#baseOf(ptep, place);
    const entry = this.#cached.find((c) => c.base === base && c.level === place.level && c.pte === old)!;
    entry.until = this.#now;
    if (entry.table !== null) {
      this.#places.delete(entry.table);
      entry.table.entries.forEach((child) => this.#leave(child, { base, level: place.level + 1 }));
    }
  }

  #judgeNew(entry: Cached, { label }: Pte, world: World): void {
    const size = kvm_granule_size(this.#pgt!.mm_ops.geometry, entry.level);
    const sizesMayChange = this.#pgt!.mmu.caps.bbml2 === true;
    const stale = this.#cached.find(
      (c) =>
        this.#overlaps(c, entry.base, size) && cannotBecome(c, entry) && !(sizesMayChange && isOtherSize(c, entry)),
    );
    if (stale !== undefined) {
      world.fail(BBM_CLAIM, `${label} is ${entry.label} while a TLB may hold ${stale.label}, level ${stale.level}`);
    }
  }

  #judgeFree(page: TablePage, world: World): void {
    const entry = this.#cached.find(({ table }) => table === page);
    if (entry !== undefined) {
      world.fail(TABLE_CLAIM, `${page.label} is freed while a walk of 0x${entry.base.toString(16)} may go through it`);
    }
  }

  /** A TLBI for this VMID takes out what was gone from the tables when it was issued; it has done so after the DSB of the same CPU. */
  #flush({ a }: Op, { id }: TaskState, result: unknown): void {
    if (typeof a !== "string") {
      if (typeof a === "object" && a !== null && "kind" in a && result !== false) {
        this.#issued.push({ task: id, at: this.#now, tlbi: a as Tlbi });
      }
      return;
    }
    const done = this.#issued.filter(({ task }) => task === id);
    this.#issued = this.#issued.filter(({ task }) => task !== id);
    this.#cached = this.#cached.filter((c) => !done.some(({ at, tlbi }) => c.until < at && this.#covers(tlbi, c)));
  }

  #covers({ kind, ipa, level, pages }: Tlbi, cached: Cached): boolean {
    const page = PAGE_SIZE(this.#pgt!.mm_ops.geometry);
    switch (kind) {
      case "vmid":
        return true;
      case "range":
        return level === TLBI_TTL_UNKNOWN && this.#overlaps(cached, ipa, pages * page);
      case "ipa": {
        const hinted = level === TLBI_TTL_UNKNOWN || (cached.table === null && cached.level === level);
        return hinted && this.#overlaps(cached, ipa, 1);
      }
      case "ipa_nsh":
        // The other CPUs keep it.
        return false;
      default:
        return kind satisfies never;
    }
  }

  #overlaps({ base, level }: Cached, addr: number, size: number): boolean {
    return base < addr + size && addr < base + kvm_granule_size(this.#pgt!.mm_ops.geometry, level);
  }

  #baseOf({ index }: Pte, { base, level }: Place): number {
    return base + index * kvm_granule_size(this.#pgt!.mm_ops.geometry, level);
  }
}

/** A block and the table in its place, or leaves of theirs. */
const isOtherSize = (a: Cached, b: Cached): boolean => a.level !== b.level || (a.table === null) !== (b.table === null);

/** Of two descriptors that translate a common address: whether no CPU must see both. */
function cannotBecome(a: Cached, b: Cached): boolean {
  if (a.level !== b.level) {
    // A table above leads to what is below it; two leaves of different size are a conflict.
    return a.table === null && b.table === null;
  }
  return a.table !== null || b.table !== null ? a.pte !== b.pte : (pte_diff(a.pte, b.pte) & ~MAY_CHANGE) !== 0;
}
