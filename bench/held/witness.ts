import { KVM_PGTABLE_LAST_LEVEL } from "../../models/pgtable/geometry.ts";
import { KvmS2Mmu } from "../../models/pgtable/pgtable.ts";
import {
  KVM_PTE_LEAF_ATTR_LO_S2_AF,
  kvm_pte_valid,
  Pte,
  pte_has,
  stage2_pte_is_locked,
} from "../../models/pgtable/pte.ts";
import { TablePage } from "../../models/pgtable/table-page.ts";
import { TLBI_TTL_UNKNOWN } from "../../models/pgtable/tlb.ts";
import type { Tlbi } from "../../models/pgtable/tlb.ts";
import { SeveralCpus } from "../../models/tlb-vmid/cpus.ts";
import type { Observer } from "../../src/core/observer.ts";
import { WRITE } from "../../src/core/op.ts";
import type { Op } from "../../src/core/op.ts";
import type { TaskState } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { DIP, LATE_TLBI, LOST_AGE, LOST_LEAF, OTHER_TLB } from "./baselines.ts";

/** Sees in the steps on page tables what no claim asks for. */
export class Witness implements Observer {
  /** Tables that are freed after a grace period. */
  #unlinked = new Set<TablePage>();
  /** By task: the entry that it has broken last and not made. */
  #broken = new Map<number, Pte>();
  /** Tasks that have cleared a leaf and issued no TLBI for leaves since. */
  #cleared = new Set<number>();

  begin(): void {
    this.#unlinked = new Set();
    this.#broken = new Map();
    this.#cleared = new Set();
  }

  step(op: Op, task: TaskState, result: unknown, world: World): void {
    const { object, kind } = op;
    if (object instanceof Pte) {
      this.#atEntry(object, op, task, result, world);
    } else if (object instanceof KvmS2Mmu && typeof op.a === "object" && op.a !== null && "kind" in op.a) {
      this.#atTlbi(object, op.a as Tlbi, task, world);
    } else if (kind.name === "call_rcu" && op.a instanceof TablePage) {
      this.#unlinked.add(op.a);
    } else if (kind.name === "put_page_testzero" && object === this.#broken.get(task.id)?.page) {
      world.sometimes(DIP);
    }
  }

  #atEntry(ptep: Pte, { kind, a, b }: Op, { id }: TaskState, result: unknown, world: World): void {
    if ((kind.access & WRITE) === 0) {
      return;
    }
    if (kind.name === "cmpxchg" && result !== a) {
      if (pte_has(a as number, KVM_PTE_LEAF_ATTR_LO_S2_AF) && isOld(b as number)) {
        world.sometimes(LOST_AGE);
      }
      return;
    }
    if (kvm_pte_valid(ptep.peek) && this.#unlinked.has(ptep.page)) {
      world.sometimes(LOST_LEAF);
    }
    if (stage2_pte_is_locked(ptep.peek)) {
      this.#broken.set(id, ptep);
    } else if (this.#broken.get(id) === ptep) {
      this.#broken.delete(id);
    }
    if (ptep.peek === 0 && ptep.page.level === KVM_PGTABLE_LAST_LEVEL) {
      this.#cleared.add(id);
    }
  }

  #atTlbi({ cpus }: KvmS2Mmu, { kind, ipa, level }: Tlbi, { id }: TaskState, world: World): void {
    if (kind === "range" && this.#cleared.has(id)) {
      world.sometimes(LATE_TLBI);
    }
    if (kind !== "ipa" || level !== TLBI_TTL_UNKNOWN) {
      this.#cleared.delete(id);
    }
    if (kind === "ipa_nsh" && cpus instanceof SeveralCpus) {
      if (cpus.cpus.some((_cpu, at) => at !== id && cpus.held(at, ipa).length > 0)) {
        world.sometimes(OTHER_TLB);
      }
    }
  }
}

const isOld = (pte: number): boolean => kvm_pte_valid(pte) && !pte_has(pte, KVM_PTE_LEAF_ATTR_LO_S2_AF);
