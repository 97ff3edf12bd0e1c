import { Op, READ, WRITE } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { cmpxchg, READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import type { Values } from "../../src/scenario/scenario.ts";
import { lock_mmu, unlock_mmu } from "./shadow.ts";
import type { GuestEntry, Vm } from "./state.ts";
import { load, smp_mb, store } from "./store-buffers.ts";
import type { StoreBuffer } from "./store-buffers.ts";

/** The guest's store, which only goes through where the table is writable. */
const NATIVE: OpKind = {
  name: "guest store",
  access: READ | WRITE,
  ready: null,
  also: (op) => op.b as Cell<boolean>,
  perform(op) {
    const target = op.object as Cell<number>;
    const writable = (op.b as Cell<boolean>).peek;
    if (writable) {
      target.peek = (op.a as (old: number) => number)(target.peek);
    }
    return writable;
  },
  describe: (op, done) =>
    `the guest writes to ${op.object.label}${done === undefined ? "" : done === true ? `: ${(op.object as Cell<number>).peek}` : ": fault"}`,
};

const native = (target: Cell<number>, change: (old: number) => number, { writable }: Vm): Op<boolean> =>
  new Op<boolean>(NATIVE, target, change, writable);

/** The guest writes an entry of its table, by itself where it can. */
export function* write(vm: Vm, { entry, value }: Values, task: number): Task {
  const cpu = vm.buffers[task]!;
  const target = vm.entries[Number(entry)]!;
  const change = changeTo(vm, target, Number(value));
  target.writes++;
  if (!(yield* native(target.gpte, change, vm))) {
    const goesOut = yield* mmu_try_to_unsync_pages(vm, cpu);
    if (!goesOut || !(yield* native(target.gpte, change, vm))) {
      yield* emulate(vm, cpu, target, Number(value));
    }
  }
  target.writes--;
  cpu.commands--;
}

/** An instruction that KVM emulates in any case writes an entry. */
export function* write_emulated(vm: Vm, { entry, value }: Values, task: number): Task {
  const cpu = vm.buffers[task]!;
  const target = vm.entries[Number(entry)]!;
  target.writes++;
  yield* emulate(vm, cpu, target, Number(value));
  target.writes--;
  cpu.commands--;
}

/** What was present and reached may still be seen until the guest flushes. */
const changeTo =
  (vm: Vm, target: GuestEntry, value: number) =>
  (old: number): number => {
    target.isOwed ||= old !== 0 && vm.isReached;
    target.changes++;
    return value;
  };

/** A leaf table that the guest writes to goes out of sync, where it is shadowed. */
function* mmu_try_to_unsync_pages(vm: Vm, cpu: StoreBuffer): Task<boolean> {
  yield* lock_mmu(vm, cpu);
  const shadowed = yield* READ_ONCE(vm.shadowed);
  if (shadowed) {
    yield* WRITE_ONCE(vm.unsync, true);
    yield* WRITE_ONCE(vm.writable, true);
    vm.world.sometimes("a table went out of sync");
  }
  yield* unlock_mmu(vm, cpu);
  return shadowed;
}

/** `emulator_write_phys`, then `kvm_mmu_track_write`. */
function* emulate(vm: Vm, cpu: StoreBuffer, target: GuestEntry, value: number): Task {
  const { gpte, spte } = target;
  yield* store(cpu, gpte, value);
  if (vm.knobs.barriers === "both") {
    yield* smp_mb(cpu);
  }
  target.isOwed ||= vm.isReached;
  target.changes++;
  if ((yield* load(cpu, vm.indirect_shadow_pages)) === 0) {
    return;
  }
  yield* lock_mmu(vm, cpu);
  if (yield* READ_ONCE(vm.shadowed)) {
    yield* WRITE_ONCE(spte, vm.knobs.fetch === "memory" ? yield* load(cpu, gpte) : value);
    vm.world.sometimes("an emulated write changed the shadow");
  }
  yield* unlock_mmu(vm, cpu);
}

/** A locked addition to another word of the same page. */
export function* add(vm: Vm, _args: unknown, task: number): Task {
  vm.additions++;
  if (!(yield* native(vm.counter, (old) => old + 1, vm))) {
    yield* emulate_locked(vm);
  }
  vm.buffers[task]!.commands--;
}

/** `emulator_cmpxchg_emulated`, whose loop is the guest's; or as before daea3e73cb4a. */
function* emulate_locked({ counter, knobs }: Vm): Task {
  for (;;) {
    const old = yield* READ_ONCE(counter);
    if (knobs.lockedOps === "loadStore") {
      yield* WRITE_ONCE(counter, old + 1);
      return;
    }
    if ((yield* cmpxchg(counter, old, old + 1)) === old) {
      return;
    }
  }
}
