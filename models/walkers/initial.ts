import { kvm_granule_size, KVM_PGTABLE_LAST_LEVEL } from "../pgtable/geometry.ts";
import { kvm_pte_follow, place_page } from "../pgtable/mm-ops.ts";
import type { KvmPgtable } from "../pgtable/pgtable.ts";
import { KVM_PGTABLE_PROT_R, KVM_PGTABLE_PROT_W, stage2_set_prot_attr } from "../pgtable/prot.ts";
import {
  kvm_init_table_pte,
  kvm_init_valid_leaf_pte,
  KVM_PTE_LEAF_ATTR_LO_S2_AF,
  kvm_pte_table,
  pte_change,
} from "../pgtable/pte.ts";
import type { kvm_pte_t } from "../pgtable/pte.ts";
import { TablePage } from "../pgtable/table-page.ts";
import { BLOCK, FRAME } from "./config.ts";
import type { Config } from "./config.ts";

/** The pages of a half that settings 2, 3 and 4 map. */
const PAGES_OF: Readonly<Record<number, readonly number[]>> = { 2: [0], 3: [1], 4: [0, 1] };

/** What is mapped, and how. */
type Start = Pick<Config, "halves" | "ro" | "old">;

/** Puts leaves and tables where the settings say, before any task runs. */
export function mapAtFirst(pgt: KvmPgtable, config: Start): void {
  for (const [half, how] of config.halves.entries()) {
    const base = half * BLOCK;
    if (how === 1) {
      put(pgt, base, KVM_PGTABLE_LAST_LEVEL - 1, leaf(pgt, base, KVM_PGTABLE_LAST_LEVEL - 1, config));
    }
    for (const page of PAGES_OF[how] ?? []) {
      put(pgt, base + page, KVM_PGTABLE_LAST_LEVEL, leaf(pgt, base + page, KVM_PGTABLE_LAST_LEVEL, config));
    }
  }
}

function leaf(pgt: KvmPgtable, ia: number, level: number, { ro, old }: Start): kvm_pte_t {
  const attr = stage2_set_prot_attr(pgt, KVM_PGTABLE_PROT_R | (ro ? 0 : KVM_PGTABLE_PROT_W));
  return pte_change(kvm_init_valid_leaf_pte(FRAME + ia, attr, level), 0, old ? KVM_PTE_LEAF_ATTR_LO_S2_AF : 0);
}

function put({ pgd, start_level, mm_ops }: KvmPgtable, ia: number, at: number, pte: kvm_pte_t): void {
  const { world, geometry } = mm_ops;
  let page = pgd![0]!;
  for (let level = start_level; ; level++) {
    const ptep = page.entries[Math.floor(ia / kvm_granule_size(geometry, level)) % page.entries.length]!;
    if (level === at) {
      ptep.peek = pte;
      page.count++;
      return;
    }
    if (!kvm_pte_table(ptep.peek, level)) {
      const child = place_page(mm_ops, new TablePage(world, geometry, level + 1));
      world.allocations.add(child);
      ptep.peek = kvm_init_table_pte(child);
      page.count++;
    }
    page = kvm_pte_follow(mm_ops, ptep.peek);
  }
}
