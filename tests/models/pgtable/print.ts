import { kvm_granule_size, PAGE_SIZE } from "../../../models/pgtable/geometry.ts";
import type { PageGeometry } from "../../../models/pgtable/geometry.ts";
import type { LeafWalkData } from "../../../models/pgtable/get-leaf.ts";
import { kvm_pte_follow } from "../../../models/pgtable/mm-ops.ts";
import type { KvmPgtable } from "../../../models/pgtable/pgtable.ts";
import {
  annotation_type,
  KVM_PTE_LEAF_ATTR_LO_S2_AF,
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R,
  KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W,
  PTE_FRAME,
  kvm_pte_table,
  kvm_pte_valid,
  pte_frame,
  pte_has,
  pte_memattr,
  pte_sw,
  pte_xn,
} from "../../../models/pgtable/pte.ts";
import type { kvm_pte_t } from "../../../models/pgtable/pte.ts";
import type { TablePage } from "../../../models/pgtable/table-page.ts";

export const hex = (value: number): string => value.toString(16);

const letter = (pte: kvm_pte_t, bit: number, text: string): string => (pte_has(pte, bit) ? text : "-");

function attrsOf(pte: kvm_pte_t): string {
  const r = letter(pte, KVM_PTE_LEAF_ATTR_LO_S2_S2AP_R, "r");
  const w = letter(pte, KVM_PTE_LEAF_ATTR_LO_S2_S2AP_W, "w");
  const x = ["pu", "-u", "--", "p-"][pte_xn(pte)]!;
  const young = letter(pte, KVM_PTE_LEAF_ATTR_LO_S2_AF, "A");
  return `${r}${w}${x}${young}${"NDCS"[pte_memattr(pte)]!}${hex(pte_sw(pte))}`;
}

/** An invalid entry as the kernel writes it: the type in the four bits on top. */
const rawOf = (pte: kvm_pte_t): string => ((BigInt(annotation_type(pte)) << 60n) + BigInt(pte_frame(pte))).toString(16);

export function leafAnswer(g: PageGeometry, { pte, level }: LeafWalkData): unknown {
  return kvm_pte_valid(pte)
    ? [0, level, 1, hex(pte_frame(pte) * PAGE_SIZE(g)), attrsOf(pte)]
    : [0, level, 0, rawOf(pte), ""];
}

/** Leaves side by side with the same attributes. */
interface Run {
  readonly ipa: number;
  readonly level: number;
  n: number;
  readonly pte: kvm_pte_t;
}

export interface Printed {
  readonly leaves: string[];
  readonly tables: string[];
  readonly annots: string[];
}

/** The tables below a root in walk order, one line a run of leaves, a table, an annotation. */
export function printTables(pgt: KvmPgtable): Printed {
  const g = pgt.mm_ops.geometry;
  const page = PAGE_SIZE(g);
  const runs: Run[] = [];
  const printed: Printed = { leaves: [], tables: [], annots: [] };

  function addLeaf(pte: kvm_pte_t, level: number, ipa: number): void {
    const last = runs.at(-1);
    const frames = kvm_granule_size(g, level) / page;
    if (
      last?.level === level &&
      last.ipa + last.n * frames * page === ipa &&
      // Frame and attributes at once: both runs end where the next entry is.
      pte === last.pte + last.n * frames * PTE_FRAME
    ) {
      last.n++;
    } else {
      runs.push({ ipa, level, n: 1, pte });
    }
  }

  function addTable(table: TablePage, level: number, base: number): void {
    printed.tables.push(`${table.pfn} ${level} ${hex(base)} ${table.count}`);
    const granule = kvm_granule_size(g, level);
    const { entries } = table;
    for (let i = 0; i < entries.length; i++) {
      const pte = entries[i]!.peek;
      if (pte === 0) {
        continue;
      }
      const ipa = base + i * granule;
      if (!kvm_pte_valid(pte)) {
        printed.annots.push(`${hex(ipa)} ${level} ${rawOf(pte)}`);
      } else if (kvm_pte_table(pte, level)) {
        addTable(kvm_pte_follow(pgt.mm_ops, pte), level + 1, ipa);
      } else {
        addLeaf(pte, level, ipa);
      }
    }
  }

  const rootPage = kvm_granule_size(g, pgt.start_level - 1);
  pgt.pgd?.forEach((table, i) => addTable(table, pgt.start_level, i * rootPage));
  for (const { ipa, level, n, pte } of runs) {
    printed.leaves.push(`${hex(ipa)} ${level} ${n} ${hex(pte_frame(pte) * page)} ${attrsOf(pte)}`);
  }
  return printed;
}
