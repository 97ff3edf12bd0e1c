import { Op, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import { formatRange } from "../../stage2/format.ts";
import { type IpaRange, overlaps } from "../../stage2/interval.ts";
import type { Leaf } from "../../stage2/leaf.ts";
import { findLeaf } from "../../stage2/leaf-table.ts";
import type { S2Mmu } from "./s2-mmu.ts";

/** What one CPU holds of one VMID. Each table has a VMID of its own, and keeps it when its slot is recycled. */
interface TlbEntry {
  readonly cpu: number;
  readonly mmu: S2Mmu;
  /** As it was when it was walked. */
  readonly leaf: Leaf;
}

/** The TLBs of the CPUs that run a guest, each as an explicit set; CPUs are numbered as the tasks of the scenario. */
export class CpuTlbs {
  readonly cpus: readonly number[];
  entries: readonly TlbEntry[] = [];

  constructor(cpus: readonly number[]) {
    this.cpus = cpus;
  }

  /** A hit in the CPU's own TLB, or a walk of the table, which fills it; any of them where there are several. */
  translate(mmu: S2Mmu, n: number, cpu: number): Leaf | null {
    const held = this.entries.filter((entry) => entry.cpu === cpu && entry.mmu === mmu && covers(entry.leaf, n));
    const choice = held.length === 0 ? 0 : mmu.world.choose(held.length + 1, mmu);
    if (choice > 0) {
      return held[choice - 1]!.leaf;
    }
    const leaf = findLeaf(mmu.leaves, n);
    if (leaf !== null && !held.some((entry) => entry.leaf === leaf)) {
      this.entries = [...this.entries, { cpu, mmu, leaf }];
    }
    return leaf;
  }

  drop(mmu: S2Mmu, range: IpaRange, cpu: number): void {
    this.entries = this.entries.filter(
      (entry) => entry.cpu !== cpu || entry.mmu !== mmu || !overlaps(entry.leaf.n, entry.leaf.len, range),
    );
  }
}

const covers = (leaf: Leaf, n: number): boolean => leaf.n <= n && n < leaf.n + leaf.len;

const TLBI: OpKind = {
  name: "tlbi",
  access: WRITE,
  ready: null,
  perform(op) {
    const mmu = op.object as S2Mmu;
    mmu.kvm.tlbs!.drop(mmu, op.a as IpaRange, op.b as number);
    return undefined;
  },
  describe: (op) => `TLBI ${op.object.label} ${formatRange(op.a as IpaRange)} reaches CPU ${String(op.b)}`,
};

/** A TLBI takes effect on one CPU. */
export const tlbi_on = (mmu: S2Mmu, range: IpaRange, cpu: number): Op<void> => new Op(TLBI, mmu, range, cpu);
