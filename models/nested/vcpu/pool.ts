import { touch } from "../../../src/kernel/dereference.ts";
import { Op, READ } from "../../../src/core/op.ts";
import type { OpKind } from "../../../src/core/op.ts";
import { Shared } from "../../../src/core/shared.ts";
import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { Mutex } from "../../../src/kernel/mutex.ts";
import { Allocator, Memory } from "../../../src/kernel/slab.ts";
import type { LifeConfig } from "../scenario/life-config.ts";
import type { ShadowMmu } from "../mmu/s2-mmu.ts";
import type { Kvm } from "../state.ts";

/** The memory behind `kvm->arch.nested_mmus` where it was allocated for as many as there were: structs, or pointers to them. */
export class MmuArray extends Shared {
  readonly memory: Memory;
  readonly mmus: ShadowMmu[];

  constructor(world: World, memory: Memory, mmus: ShadowMmu[]) {
    super(world, "nested_mmus");
    this.memory = memory;
    this.owner = memory;
    this.mmus = mmus;
  }
}

/** `kvm->arch.nested_mmus` and what has to do with its size, in scenarios in which shadows come or go. */
export class Pool extends Shared {
  readonly kvm: Kvm;
  readonly config_lock: Mutex;
  readonly online_vcpus: Cell<number>;
  /** For shadows and their tables, whose failures are no excuse of a reverse map. */
  readonly allocator: Allocator;
  /** False in 7.3.4, where pointers for 2 x KVM_MAX_VCPUS lie in an array that lives as long as the VM. */
  readonly isAllocated: boolean;
  /** Null if it is not allocated so, or freed. */
  array: MmuArray | null;

  constructor(kvm: Kvm, { roles, init_failures }: LifeConfig) {
    const { world, history, nested_mmus, mmu } = kvm;
    super(world, "nested_mmus");
    this.kvm = kvm;
    this.config_lock = new Mutex(world, "config_lock");
    this.online_vcpus = cell(world, "online_vcpus", roles.filter((role) => role === "vcpu" || role === "l1").length);
    this.allocator = new Allocator(world, init_failures, "shadow memory");
    const { growth, structs, arrayFreed } = history;
    this.isAllocated = growth === "unlocked" || structs === "moved" || arrayFreed === "byFlush";
    this.array = this.isAllocated
      ? new MmuArray(world, allocated(world, arrayOf(nested_mmus.length)), nested_mmus)
      : null;
    for (const shadow of nested_mmus) {
      lieIn(shadow, structs === "moved" ? this.array!.memory : allocated(world, `kvm_s2_mmu[${shadow.index}]`));
    }
    for (const table of [mmu, ...nested_mmus]) {
      table.pgt!.memory = allocated(world, `kvm_pgtable of ${table.label}`);
    }
  }
}

export const arrayOf = (count: number): string => `nested_mmus[${count}]`;

export function lieIn(mmu: ShadowMmu, memory: Memory): void {
  mmu.owner = memory;
  mmu.refcnt.owner = memory;
}

function allocated(world: World, label: string): Memory {
  const memory = new Memory(label);
  world.allocations.add(memory);
  return memory;
}

const LOOK: OpKind = {
  name: "nested_mmus",
  access: READ,
  ready: null,
  perform: ({ object, a }) => ((a as number) < sizeOf(object as Pool) ? (object as Pool).array : null),
  describe: (op, array) => `READ_ONCE(kvm->arch.nested_mmus)${array === null ? `: ${String(op.a)} are all` : ""}`,
};

const INDEX: OpKind = {
  name: "nested_mmus[i]",
  access: READ,
  ready: null,
  perform(op) {
    touch(op);
    return (op.object as MmuArray).mmus[op.a as number];
  },
  describe: (op) => `${op.object.label}[${String(op.a)}] is looked at`,
};

const sizeOf = ({ array }: Pool): number => array?.mmus.length ?? 0;

/** The shadow at a position, or null behind the last. In 7.3.4 what this reads changes under mmu_lock W only: no step. */
export function* nested_mmu_at(kvm: Kvm, index: number): Task<ShadowMmu | null> {
  const { pool } = kvm;
  if (pool === null || !pool.isAllocated) {
    return kvm.nested_mmus[index] ?? null;
  }
  const array = yield* new Op<MmuArray | null>(LOOK, pool, index);
  return array === null ? null : yield* new Op<ShadowMmu>(INDEX, array, index);
}
