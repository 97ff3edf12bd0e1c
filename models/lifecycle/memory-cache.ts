import type { Task } from "../../src/core/task.ts";
import type { World } from "../../src/core/world.ts";
import { WARN_ON } from "../../src/kernel/bug.ts";
import { cell, read_plain, write_plain } from "../../src/kernel/cell.ts";
import type { Cell } from "../../src/kernel/cell.ts";
import { ENOMEM } from "../../src/kernel/errno.ts";
import { might_sleep } from "../../src/kernel/sched.ts";
import { GFP_KERNEL_ACCOUNT, kfree, kmalloc } from "../../src/kernel/slab.ts";
import type { Allocator, Memory } from "../../src/kernel/slab.ts";

/** include/uapi/asm-generic/errno-base.h */
const EIO = 5;

/** `struct kvm_mmu_memory_cache` (include/linux/kvm_types.h): its owner locks it. */
export class MemoryCache {
  readonly nobjs: Cell<number>;
  readonly objects: Cell<Objects | null>;
  readonly capacity: Cell<number>;
  /** Pages put into it so far: gives their names. */
  made = 0;

  constructor(world: World) {
    this.nobjs = cell(world, "cache.nobjs", 0);
    this.objects = cell<Objects | null>(world, "cache.objects", null);
    this.capacity = cell(world, "cache.capacity", 0);
  }
}

/** The array that a cache keeps its pages in. */
export class Objects {
  readonly memory: Memory;
  readonly slots: readonly Cell<Memory | null>[];

  constructor(world: World, memory: Memory, capacity: number) {
    this.memory = memory;
    this.slots = Array.from({ length: capacity }, (_, i) => cell<Memory | null>(world, "objects", null, i));
    for (const slot of this.slots) {
      slot.owner = memory;
    }
  }

  get label(): string {
    return this.memory.label;
  }
}

/** `__kvm_mmu_topup_memory_cache` (kvm_main.c, 7.3.4). */
export function* kvm_mmu_topup_memory_cache(memory: Allocator, mc: MemoryCache, capacity: number): Task<number> {
  const { world } = memory;
  if ((yield* read_plain(mc.nobjs)) >= capacity) {
    return 0;
  }
  if ((yield* read_plain(mc.objects)) === null) {
    const array = yield* kmalloc(memory, "the cache's array", GFP_KERNEL_ACCOUNT);
    if (array === null) {
      return -ENOMEM;
    }
    yield* write_plain(mc.objects, new Objects(world, array, capacity));
    yield* write_plain(mc.capacity, capacity);
  }
  if (WARN_ON(world, (yield* read_plain(mc.capacity)) !== capacity, "mc->capacity != capacity")) {
    return -EIO;
  }
  return yield* fill(memory, mc, capacity);
}

function* fill(memory: Allocator, mc: MemoryCache, capacity: number): Task<number> {
  for (;;) {
    const nobjs = yield* read_plain(mc.nobjs);
    if (nobjs >= capacity) {
      return 0;
    }
    const page = yield* kmalloc(memory, `table page ${mc.made++}`, GFP_KERNEL_ACCOUNT);
    if (page === null) {
      return -ENOMEM;
    }
    if (!(yield* put_object(mc, nobjs, page))) {
      return -ENOMEM;
    }
  }
}

/** `mc->objects[mc->nobjs++] = page`; false where it oopses. */
function* put_object(mc: MemoryCache, nobjs: number, page: Memory): Task<boolean> {
  const slot = slotOf(mc, yield* read_plain(mc.objects), nobjs);
  if (slot === null) {
    return false;
  }
  yield* write_plain(slot, page);
  yield* write_plain(mc.nobjs, nobjs + 1);
  return true;
}

/** `kvm_mmu_memory_cache_alloc`, but for the last resort of an empty cache: callers look before. */
export function* kvm_mmu_memory_cache_alloc(mc: MemoryCache): Task<Memory | null> {
  const nobjs = (yield* read_plain(mc.nobjs)) - 1;
  yield* write_plain(mc.nobjs, nobjs);
  const slot = slotOf(mc, yield* read_plain(mc.objects), nobjs);
  return slot === null ? null : yield* read_plain(slot);
}

/** `kvm_mmu_free_memory_cache`: what is counted down is a load and a store, as in the kernel. */
export function* kvm_mmu_free_memory_cache(memory: Allocator, mc: MemoryCache): Task {
  while ((yield* read_plain(mc.nobjs)) > 0) {
    yield* kfree(memory, yield* kvm_mmu_memory_cache_alloc(mc));
  }
  yield* kvfree(memory, yield* read_plain(mc.objects));
  yield* write_plain(mc.objects, null);
  yield* write_plain(mc.capacity, 0);
}

/** What `vmalloc` gave is freed asleep: whoever calls it must be able to sleep. */
export function* kvfree(memory: Allocator, area: { readonly memory: Memory } | null): Task {
  might_sleep(memory.world);
  if (area !== null) {
    yield* kfree(memory, area.memory);
  }
}

/** Null, and an oops, where there is no array or no such place in it. */
function slotOf({ nobjs }: MemoryCache, objects: Objects | null, index: number): Cell<Memory | null> | null {
  const slot = objects?.slots[index];
  if (slot === undefined) {
    nobjs.world.emit("oops", objects === null ? "cache.objects is NULL" : `cache.objects has no slot ${index}`);
    return null;
  }
  return slot;
}
