import { Op, READ, WAITS, WRITE } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import type { World } from "../../../src/core/world.ts";
import { Cell, show } from "../../../src/kernel/cell.ts";
import type { Kvm } from "../state.ts";

/** `kvm->mmu_invalidate_in_progress`: invalidations between their start and their end; written under mmu_lock W. */
export class InProgress extends Cell<number> {
  constructor(world: World) {
    super(world, "mmu_invalidate_in_progress", 0);
  }

  override get free(): boolean {
    return this.peek === 0;
  }
}

const RETRY: OpKind = {
  name: "mmu_invalidate_retry",
  access: READ,
  ready: null,
  also: (op) => op.a as Cell<number>,
  perform: (op) => (op.a as Cell<number>).peek > 0 || (op.object as Cell<number>).peek !== op.b,
  describe: (op, retry) => `mmu_invalidate_retry(${show(op.b)})${retry === undefined ? "" : ` = ${show(retry)}`}`,
};

const WAIT: OpKind = {
  name: "wait_for_invalidations",
  access: READ | WAITS,
  ready: (op) => op.object.free,
  perform: () => undefined,
  describe: (op) => `${op.object.label} is 0`,
};

const COUNT: OpKind = {
  name: "mmu_invalidate_count",
  access: READ | WRITE,
  ready: null,
  perform(op) {
    (op.object as Cell<number>).peek += op.a as number;
    return undefined;
  },
  describe: (op) => `${op.object.label}${op.a === 1 ? "++" : "--"}`,
};

/**
 * Whether the frame found since `sampled` may be gone (kvm_host.h, 7.3.4); arm64 asks for the whole VM, not for a gfn. Both
 * counters change under mmu_lock W only, so with R held they are read in one step.
 */
export const mmu_invalidate_retry = (kvm: Kvm, sampled: number): Op<boolean> =>
  new Op(RETRY, kvm.mmu_invalidate_seq, kvm.mmu_invalidate_in_progress, sampled);

/** `kvm->mmu_invalidate_seq++` and the like: nobody else writes under mmu_lock W, so it is one step. */
export const count = (counter: Cell<number>, by: 1 | -1): Op<void> => new Op(COUNT, counter, by);

/** While an invalidation is in progress a fault ends in -EAGAIN: the vCPU need not try again before it is over. */
export const wait_for_invalidations = (kvm: Kvm): Op<void> => new Op(WAIT, kvm.mmu_invalidate_in_progress);
