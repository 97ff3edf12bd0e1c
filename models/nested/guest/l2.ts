import { BLOCKED, Op, READ, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { Task, TaskState } from "../../../src/core/task.ts";
import { EAGAIN } from "../../../src/kernel/errno.ts";
import type { IpaRange } from "../../stage2/interval.ts";
import { hex, type Leaf } from "../../stage2/leaf.ts";
import { findLeaf } from "../../stage2/leaf-table.ts";
import { R, W } from "../../stage2/perm.ts";
import { set_access_flag } from "../fault/aging.ts";
import { kvm_handle_guest_abort } from "../fault/fault.ts";
import { wait_for_invalidations } from "../host/invalidate-seq.ts";
import { isLocked } from "../mmu/pgtable.ts";
import { ShadowMmu } from "../mmu/s2-mmu.ts";
import type { S2Mmu } from "../mmu/s2-mmu.ts";
import type { Kvm } from "../state.ts";
import type { Vcpu } from "../vcpu/vcpu.ts";

/** What the hardware finds: the table's leaf, or, while the TLB may hold others, any of them. */
function translate(op: Op): Leaf | null {
  const mmu = op.object as S2Mmu;
  const n = op.a as number;
  const walked = findLeaf(mmu.leaves, n);
  if (mmu.stale.length === 0) {
    return walked;
  }
  const cached = mmu.stale.filter((leaf) => leaf.n <= n && n < leaf.n + leaf.len);
  return [walked, ...cached][mmu.world.choose(cached.length + 1, mmu)]!;
}

function describe(op: Op, result: unknown): string {
  const { kind, object } = op;
  const leaf = result as Leaf | null | undefined;
  const guest = object instanceof ShadowMmu ? "L2" : "L1";
  const what = `${guest} ${kind.name} ${hex(op.a as number)}`;
  if (leaf === undefined) {
    return what;
  }
  return leaf === null ? `${what}: fault` : `${what}: frame ${hex(leaf.pa + (op.a as number) - leaf.n)}`;
}

const READS: OpKind = { name: "reads", access: READ, ready: null, perform: translate, describe };
const WRITES: OpKind = { ...READS, name: "writes" };

/** The same with the CPU's own TLB, which a walk fills. */
const OWN_TLB = {
  access: READ | WRITE,
  perform(op: Op, task: TaskState): Leaf | null {
    const mmu = op.object as S2Mmu;
    return mmu.kvm.tlbs!.translate(mmu, op.a as number, task.id);
  },
};
const READS_BY_TLB: OpKind = { ...READS, ...OWN_TLB };
const WRITES_BY_TLB: OpKind = { ...WRITES, ...OWN_TLB };

const isPassable = (op: Op): boolean => !isLocked(op.object as S2Mmu, op.a as number, 1);

/**
 * The access again after -EAGAIN. While another mapper is at the entry the fault would end in -EAGAIN once more, so it
 * waits: what it did differently, an earlier walk of L1's tables, a first access does too.
 */
const afterEagain = (kind: OpKind): OpKind => ({
  ...kind,
  ready: (op) => op.stage === 0 || isPassable(op),
  perform(op, task) {
    if (isPassable(op)) {
      return kind.perform(op, task);
    }
    op.stage = 1;
    return BLOCKED;
  },
});

const READ_KINDS = { first: READS, again: afterEagain(READS) };
const WRITE_KINDS = { first: WRITES, again: afterEagain(WRITES) };
const READ_KINDS_BY_TLB = { first: READS_BY_TLB, again: afterEagain(READS_BY_TLB) };
const WRITE_KINDS_BY_TLB = { first: WRITES_BY_TLB, again: afterEagain(WRITES_BY_TLB) };

function kindsFor({ tlbs }: Kvm, write: boolean): typeof READ_KINDS {
  if (tlbs === null) {
    return write ? WRITE_KINDS : READ_KINDS;
  }
  return write ? WRITE_KINDS_BY_TLB : READ_KINDS_BY_TLB;
}

/** The guest of `vcpu` accesses one page: a translation, or faults until there is one or the access is no longer KVM's. */
export function* guest_access(kvm: Kvm, vcpu: Vcpu, n: number, write: boolean): Task {
  const mmu = vcpu.hw_mmu!;
  const wanted = write ? W : R;
  const { first, again } = kindsFor(kvm, write);
  let leaf = yield* new Op<Leaf | null>(first, mmu, n);
  while (leaf === null || (leaf.perm & wanted) === 0 || leaf.old === true) {
    if (leaf?.old === true && kvm.hardware_af) {
      yield* set_access_flag(mmu, n);
      leaf = yield* new Op<Leaf | null>(first, mmu, n);
      continue;
    }
    const result = yield* kvm_handle_guest_abort(kvm, vcpu, n, write, leaf);
    if (result !== 0 && result !== -EAGAIN) {
      return;
    }
    if (result === -EAGAIN) {
      yield* wait_for_invalidations(kvm);
    }
    leaf = yield* new Op<Leaf | null>(result === 0 ? first : again, mmu, n);
  }
  if (write) {
    kvm.unlogged?.written(leaf, n);
  }
  const frame = leaf.pa + n - leaf.n;
  const owner = kvm.host.ownerOf(frame);
  kvm.world.emit("L2_observe", { vcpu, mmu, n, leaf, frame, owner, access: wanted });
}

/** It accesses a page and the one that shares its smallest aligned block. */
export function* access_pair(kvm: Kvm, vcpu: Vcpu, n: number, write: boolean): Task {
  yield* guest_access(kvm, vcpu, n, write);
  yield* guest_access(kvm, vcpu, neighbour(n), write);
}

/** It accesses one page after the other. */
export function* access_run(kvm: Kvm, vcpu: Vcpu, { start, size }: IpaRange, write: boolean): Task {
  for (let n = start; n < start + size; n++) {
    yield* guest_access(kvm, vcpu, n, write);
  }
}

/** The CPU walks ahead of any access. */
export function* prefetch(kvm: Kvm, vcpu: Vcpu, n: number): Task {
  yield* new Op<Leaf | null>(kindsFor(kvm, false).first, vcpu.hw_mmu!, n);
}

/** It accesses a page, and does so again. */
export function* access_twice(kvm: Kvm, vcpu: Vcpu, n: number, write: boolean): Task {
  yield* guest_access(kvm, vcpu, n, write);
  yield* guest_access(kvm, vcpu, n, write);
}

export const neighbour = (n: number): number => (n % 2 === 0 ? n + 1 : n - 1);
