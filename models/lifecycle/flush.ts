import type { Task } from "../../src/core/task.ts";
import { read_plain, write_plain } from "../../src/kernel/cell.ts";
import { mutex_lock, mutex_unlock } from "../../src/kernel/mutex.ts";
import { write_lock, write_unlock } from "../../src/kernel/rwlock.ts";
import { kfree } from "../../src/kernel/slab.ts";
import type { Memory } from "../../src/kernel/slab.ts";
import { kvfree, kvm_mmu_free_memory_cache, kvm_mmu_memory_cache_alloc } from "./memory-cache.ts";
import type { Objects } from "./memory-cache.ts";
import { detach_nested_mmus, free_array, free_nested_mmus } from "./nested-mmus.ts";
import type { NestedMmus } from "./nested-mmus.ts";
import { detach_pgt, kvm_free_stage2_pgd, kvm_stage2_destroy } from "./pgtable.ts";
import type { Pgtable } from "./pgtable.ts";
import type { Kvm } from "./state.ts";

/** `kvm_mmu_notifier_release` (kvm_main.c): the mm goes, or the VM unregisters; the caller is in an SRCU read section. */
export function* kvm_mmu_notifier_release(kvm: Kvm): Task {
  const generic = kvm.knobs.flushLock === "mmu_lock-generic";
  if (generic) {
    yield* write_lock(kvm.mmu_lock);
  }
  yield* kvm_arch_flush_shadow_all(kvm);
  if (generic) {
    yield* write_unlock(kvm.mmu_lock);
  }
}

/** mmu.c. What is freed here, and under which lock, is what the designs differ in. */
function* kvm_arch_flush_shadow_all(kvm: Kvm): Task {
  const { flushLock, flushFrees } = kvm.knobs;
  kvm.world.sometimes("the VM's tables were flushed");
  if (flushLock === "slots_lock") {
    yield* mutex_lock(kvm.slots_lock);
  }
  if (flushLock === "mmu_lock") {
    yield* write_lock(kvm.mmu_lock);
  }
  const rest = flushFrees === "atOnce" ? yield* free_all(kvm) : yield* detach_all(kvm);
  if (flushLock === "mmu_lock") {
    yield* write_unlock(kvm.mmu_lock);
  }
  if (flushLock === "slots_lock") {
    yield* mutex_unlock(kvm.slots_lock);
  }
  if (rest !== null) {
    yield* free_detached(kvm, rest);
  }
}

/** `kvm_uninit_stage2_mmu`, then the shadow MMUs. */
function* free_all(kvm: Kvm): Task<null> {
  const { cacheFree, nestedFree } = kvm.knobs;
  yield* kvm_free_stage2_pgd(kvm);
  if (cacheFree === "flush") {
    yield* kvm_mmu_free_memory_cache(kvm.memory, kvm.split_page_cache);
  }
  if (nestedFree === "inFlush") {
    yield* free_nested_mmus(kvm);
  }
  if (nestedFree === "detached") {
    const array = yield* detach_nested_mmus(kvm, kvm.mmu_lock.writer === kvm.world.current);
    if (array !== null) {
      yield* free_array(kvm, array);
    }
  }
  return null;
}

/** What a flush has taken away and not freed yet. */
interface Detached {
  readonly pgt: Pgtable | null;
  readonly pages: readonly (Memory | null)[];
  readonly objects: Objects | null;
  readonly nested: NestedMmus | null;
}

function* detach_all(kvm: Kvm): Task<Detached> {
  const { cacheFree, nestedFree } = kvm.knobs;
  const pgt = yield* detach_pgt(kvm);
  const cache = cacheFree === "flush" ? yield* detach_cache(kvm) : { pages: [], objects: null };
  return { pgt, ...cache, nested: nestedFree === "inDestroy" ? null : yield* detach_nested_mmus(kvm, true) };
}

function* detach_cache({ split_page_cache: mc }: Kvm): Task<Pick<Detached, "pages" | "objects">> {
  const pages: (Memory | null)[] = [];
  while ((yield* read_plain(mc.nobjs)) > 0) {
    pages.push(yield* kvm_mmu_memory_cache_alloc(mc));
  }
  const objects = yield* read_plain(mc.objects);
  yield* write_plain(mc.objects, null);
  yield* write_plain(mc.capacity, 0);
  return { pages, objects };
}

function* free_detached(kvm: Kvm, { pgt, pages, objects, nested }: Detached): Task {
  if (pgt !== null) {
    yield* kvm_stage2_destroy(kvm, pgt);
  }
  for (const page of pages) {
    yield* kfree(kvm.memory, page);
  }
  yield* kvfree(kvm.memory, objects);
  if (nested !== null) {
    yield* free_array(kvm, nested);
  }
}
