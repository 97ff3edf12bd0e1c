import { Op, READ } from "../../src/core/op.ts";
import type { OpKind } from "../../src/core/op.ts";
import type { Task } from "../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { lock_mmu, shadow_table, sync, unlock_mmu } from "./shadow.ts";
import type { Vm } from "./state.ts";
import { load, store } from "./store-buffers.ts";
import type { StoreBuffer } from "./store-buffers.ts";

/** The hardware's walk through the shadow: where it leads, 0 if nowhere. */
const WALK: OpKind = {
  name: "walk",
  access: READ,
  ready: null,
  also: (op) => op.a as Cell<boolean>,
  perform: (op) => ((op.a as Cell<boolean>).peek ? (op.object as Cell<number>).peek : 0),
  describe: (op, frame) =>
    `the guest touches what entry ${op.object.index} maps${frame === undefined ? "" : frame === 0 ? ": fault" : `: frame ${frame as number}`}`,
};

/** The guest touches what its table maps, entry by entry; where one maps nothing, it gets its fault and goes on. */
export function* touch(vm: Vm, _args: unknown, task: number): Task {
  const cpu = vm.buffers[task]!;
  for (const index of vm.entries.keys()) {
    yield* touch_entry(vm, cpu, index);
  }
  cpu.commands--;
}

function* touch_entry(vm: Vm, cpu: StoreBuffer, index: number): Task {
  for (;;) {
    const frame = yield* new Op<number>(WALK, vm.entries[index]!.spte, vm.linked);
    if (frame !== 0) {
      vm.world.emit("touched", { entry: index, frame });
      return;
    }
    if (!(yield* page_fault(vm, cpu, index))) {
      return;
    }
  }
}

/** `paging_page_fault` (paging_tmpl.h): the guest's tables are walked without the lock. False if the fault is the guest's. */
function* page_fault(vm: Vm, cpu: StoreBuffer, index: number): Task<boolean> {
  const { gpte, spte } = vm.entries[index]!;
  const parent = yield* load(cpu, vm.parent);
  const value = yield* load(cpu, gpte);
  if (parent === 0 || value === 0) {
    return false;
  }
  yield* lock_mmu(vm, cpu);
  const isNew = !(yield* READ_ONCE(vm.shadowed));
  if (isNew) {
    yield* shadow_table(vm, cpu);
  }
  const changed = (isNew || vm.knobs.recheck === "always") && (yield* has_changed(vm, cpu, gpte, value));
  if (changed) {
    vm.world.sometimes("a guest entry had changed when the lock was there");
  } else {
    yield* link(vm, cpu);
    yield* WRITE_ONCE(spte, value);
  }
  yield* unlock_mmu(vm, cpu);
  return true;
}

function* has_changed(vm: Vm, cpu: StoreBuffer, gpte: Cell<number>, before: number): Task<boolean> {
  return (yield* load(cpu, vm.parent)) === 0 || (yield* load(cpu, gpte)) !== before;
}

/** `link_shadow_page`. */
function* link(vm: Vm, cpu: StoreBuffer): Task {
  if (yield* READ_ONCE(vm.linked)) {
    return;
  }
  if (vm.knobs.link === "synced" && (yield* READ_ONCE(vm.unsync))) {
    yield* sync(vm, cpu);
    vm.world.sometimes("a table that was out of sync was linked");
  }
  yield* WRITE_ONCE(vm.linked, true);
}

/** The guest changes its parent entry, which KVM always emulates, and flushes where that takes the table away. */
export function* toggle_parent(vm: Vm, _args: unknown, task: number): Task {
  const cpu = vm.buffers[task]!;
  const was = yield* load(cpu, vm.parent);
  yield* store(cpu, vm.parent, 1 - was);
  yield* lock_mmu(vm, cpu);
  if (was === 1) {
    yield* WRITE_ONCE(vm.linked, false);
    vm.entries.forEach(settle);
  }
  yield* unlock_mmu(vm, cpu);
  cpu.commands--;
}

/** The guest flushes its TLB: what is linked and out of sync is synced. */
export function* flush(vm: Vm, _args: unknown, task: number): Task {
  const cpu = vm.buffers[task]!;
  yield* lock_mmu(vm, cpu);
  const before = vm.entries.map(({ writes, changes }) => (writes === 0 ? changes : -1));
  if ((yield* READ_ONCE(vm.unsync)) && (yield* READ_ONCE(vm.linked))) {
    yield* sync(vm, cpu);
  }
  yield* unlock_mmu(vm, cpu);
  vm.entries.filter(({ changes }, index) => changes === before[index]).forEach(settle);
  cpu.commands--;
}

/** Nothing older than now may be seen any more, unless a write is under way. */
function settle(entry: { writes: number; isOwed: boolean }): void {
  if (entry.writes === 0) {
    entry.isOwed = false;
  }
}
