import { touch } from "../../../src/kernel/dereference.ts";
import { Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Task } from "../../../src/core/task.ts";
import { show } from "../../../src/kernel/cell.ts";
import { EAGAIN } from "../../../src/kernel/errno.ts";
import { alignDown, type IpaRange, overlaps } from "../../stage2/interval.ts";
import { hex, type Leaf } from "../../stage2/leaf.ts";
import { findLeaf, mapLeaf, relaxPerms, unmapNested } from "../../stage2/leaf-table.ts";
import { formatPerm, type Perm } from "../../stage2/perm.ts";
import { formatRange } from "../../stage2/format.ts";
import { type CpuTlbs, tlbi_on } from "./cpu-tlbs.ts";
import type { LockedEntry } from "./pgt.ts";
import type { S2Mmu } from "./s2-mmu.ts";

/** Result of a map that has locked the entry: it is empty for everybody else, and what was in it is gone. */
export const BROKE = 1;

/**
 * cmpxchg of the entry; where it was invalid, the new leaf is in with this, unless the caller has something to do while the
 * entry is locked. A locked entry, or the same leaf: -EAGAIN.
 */
const MAP: OpKind = {
  name: "kvm_pgtable_stage2_map",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const mmu = structOf(op);
    const leaf = op.a as Leaf;
    if (isLocked(mmu, leaf.n, leaf.len)) {
      return -EAGAIN;
    }
    const { err, leaves } = mapLeaf(mmu.leaves, leaf);
    if (err !== 0) {
      return err;
    }
    if (leaves.length > mmu.leaves.length && op.b === false) {
      mmu.leaves = leaves;
      mmu.world.emit("pte_made", { mmu, leaf });
      return 0;
    }
    breakEntry(mmu, leaf);
    return BROKE;
  },
  describe(op, result) {
    const leaf = op.a as Leaf;
    if (result === -EAGAIN) {
      return `${at(op, leaf.n, leaf.len)}: -EAGAIN`;
    }
    return result === BROKE ? `${at(op, leaf.n, leaf.len)} is locked` : shown(op, leaf);
  },
};

/** The struct lies in memory that can be freed where shadows come and go. */
function structOf(op: Op): S2Mmu {
  const mmu = op.object as S2Mmu;
  if (mmu.owner !== null) {
    touch(op);
  }
  return mmu;
}

/** The entry of the leaf; where something else was there, one page, or the block around both. */
function breakEntry(mmu: S2Mmu, leaf: Leaf): void {
  const gone = mmu.leaves.filter((old) => overlaps(old.n, old.len, { start: leaf.n, size: leaf.len }));
  const len = mmu.kvm.mutant === "locks-page" ? leaf.len : Math.max(leaf.len, ...gone.map((old) => old.len));
  mmu.leaves = unmapNested(mmu.leaves, { start: leaf.n, size: leaf.len });
  mmu.stale = [...mmu.stale, ...gone];
  mmu.locked = [...mmu.locked, { start: alignDown(leaf.n, len), size: len, gone }];
}

const MAKE: OpKind = {
  name: "stage2_make_pte",
  access: WRITE,
  ready: null,
  perform(op) {
    const mmu = structOf(op);
    const leaf = op.a as Leaf;
    mmu.locked = mmu.locked.filter((entry) => !overlaps(leaf.n, leaf.len, entry));
    const gone = mmu.leaves.filter((old) => overlaps(old.n, old.len, { start: leaf.n, size: leaf.len }));
    // Nothing is there where every mapper has locked its entry.
    mmu.stale = gone.length === 0 ? mmu.stale : [...mmu.stale, ...gone];
    mmu.leaves = mapLeaf(mmu.leaves, leaf).leaves;
    mmu.world.emit("pte_made", { mmu, leaf });
    return undefined;
  },
  describe: (op) => shown(op, op.a as Leaf),
};

interface Relaxation {
  readonly perm: Perm;
  readonly tag: number | null;
}

const RELAX: OpKind = {
  name: "kvm_pgtable_stage2_relax_perms",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    const mmu = structOf(op);
    const old = findLeaf(mmu.leaves, op.a as number);
    const { perm, tag } = op.b as Relaxation;
    const { err, leaves } = relaxPerms(mmu.leaves, op.a as number, perm);
    mmu.leaves = tag === null ? leaves : leaves.map((leaf) => (leaf.n === old?.n ? { ...leaf, tag } : leaf));
    if (old !== null) {
      mmu.kvm.ghost.installed.changed(old, findLeaf(mmu.leaves, old.n)!);
    }
    return err;
  },
  describe(op, err) {
    const result = err === undefined || err === 0 ? "" : ` = ${show(err)}`;
    return `${at(op, op.a as number, 1)} |= ${rights((op.b as Relaxation).perm)}${result}`;
  },
};

const UNMAP: OpKind = {
  name: "kvm_pgtable_stage2_unmap",
  access: READ | WRITE,
  ready: null,
  perform(op, task) {
    const mmu = structOf(op);
    const range = op.a as IpaRange;
    const gone = mmu.leaves.filter((leaf) => overlaps(leaf.n, leaf.len, range));
    mmu.leaves = unmapNested(mmu.leaves, range);
    mmu.stale = [...mmu.stale, ...gone];
    mmu.kvm.ghost.unmapped(task.id, gone);
    return gone.length;
  },
  describe(op, count) {
    const leaves = count === undefined ? "" : count === 1 ? ", 1 leaf" : `, ${show(count)} leaves`;
    return `unmap ${op.object.label} ${formatRange(op.a as IpaRange)}${leaves}`;
  },
};

const FLUSH: OpKind = {
  name: "kvm_tlb_flush_vmid_range",
  access: WRITE,
  ready: null,
  perform(op) {
    const mmu = structOf(op);
    const range = op.a as IpaRange;
    mmu.stale = mmu.stale.filter((leaf) => !overlaps(leaf.n, leaf.len, range));
    return undefined;
  },
  describe: (op) => `TLBI ${op.object.label} ${formatRange(op.a as IpaRange)}`,
};

/** `shadow[0][0x8+0x4]`. */
const at = (op: Op, n: number, len: number): string =>
  `${op.object.label}[${hex(n)}${len === 1 ? "" : `+${hex(len)}`}]`;

const rights = (perm: Perm): string => formatPerm(perm).slice(0, 2);

const shown = (op: Op, { n, len, pa, perm }: Leaf): string => `${at(op, n, len)} = frame ${hex(pa)}, ${rights(perm)}`;

export function isLocked(mmu: S2Mmu, n: number, len: number): boolean {
  return mmu.locked.length > 0 && mmu.locked.some((entry) => overlaps(n, len, entry));
}

/**
 * A shared map (KVM_PGTABLE_WALK_SHARED) of one leaf; mmu_lock R. 0, or -EAGAIN where another mapper holds the entry or
 * the leaf is there already, or BROKE where something else was, and always if the caller `locks`: `stage2_make` has to follow.
 */
export const kvm_pgtable_stage2_map = (mmu: S2Mmu, leaf: Leaf, locks: boolean): Op<number> =>
  new Op(MAP, mmu, leaf, locks);

/** The entry that the mapper of `leaf` holds between break and make. */
export const lockedEntry = (mmu: S2Mmu, leaf: Leaf): LockedEntry =>
  mmu.locked.find((entry) => overlaps(leaf.n, leaf.len, entry))!;

/** The end of a map that locked its entry: the leaf is valid from now on. */
export const stage2_make_pte = (mmu: S2Mmu, leaf: Leaf): Op<void> => new Op(MAKE, mmu, leaf);

/**
 * Adds rights to the leaf at `n`, whatever it maps; mmu_lock R. The software bits stay as they are, unless there is a `tag`.
 * -EAGAIN if there is no leaf.
 */
export const kvm_pgtable_stage2_relax_perms = (mmu: S2Mmu, n: number, perm: Perm, tag: number | null): Op<number> =>
  new Op(RELAX, mmu, n, { perm, tag });

/** Clears the leaves that a range touches, each whole; mmu_lock W. A TLB holds them until the flush. */
export const kvm_pgtable_stage2_unmap = (mmu: S2Mmu, range: IpaRange): Op<number> => new Op(UNMAP, mmu, range);

/**
 * TLBI by range of the VMID on all CPUs, with the wait for its completion: one step, or, where each CPU has a TLB of its own, one
 * for each and one for the DSB.
 */
export const kvm_tlb_flush_vmid_range = (mmu: S2Mmu, range: IpaRange): Op<void> | Task =>
  mmu.kvm.tlbs === null ? new Op(FLUSH, mmu, range) : broadcast(mmu, mmu.kvm.tlbs, range);

function* broadcast(mmu: S2Mmu, { cpus }: CpuTlbs, range: IpaRange): Task {
  const { mutant, world } = mmu.kvm;
  const own = world.current?.id;
  for (const cpu of cpus) {
    if (mutant !== "tlbi-not-shareable" || cpu === own) {
      yield* tlbi_on(mmu, range, cpu);
    }
  }
  yield* new Op<void>(FLUSH, mmu, range);
}
