import type { Task } from "../../../src/core/task.ts";
import { read_plain } from "../../../src/kernel/cell.ts";
import { ENOMEM } from "../../../src/kernel/errno.ts";
import { write_lock, write_unlock } from "../../../src/kernel/rwlock.ts";
import { GFP_KERNEL, kfree, kzalloc } from "../../../src/kernel/slab.ts";
import type { ReverseEntry } from "../../stage2/coverage.ts";
import { alignDown, endOf, type IpaRange } from "../../stage2/interval.ts";
import type { Leaf, Leaves } from "../../stage2/leaf.ts";
import { slotRange } from "../host/memslots.ts";
import { isLocked } from "../mmu/pgtable.ts";
import type { ReverseMap, S2Fault } from "../reverse-map.ts";
import type { Kvm, ShadowMmu, Vcpu } from "../state.ts";
import { kvm_stage2_unmap_range, unmap_shadow } from "../mmu/unmap.ts";
import { FLAWS } from "./columbia/flaws.ts";
import { COLUMBIA_KNOBS } from "./columbia/knobs.ts";
import type { ColumbiaKnobs } from "./columbia/knobs.ts";
import { loop_again, recordsIn, rmap_list_add, rmap_remove } from "./columbia/rmap.ts";
import { ColumbiaMmu, rmapOf } from "./columbia/state.ts";
import type { RmapHead, RmapRecord } from "./columbia/state.ts";
import { knobDesign } from "./knob-design.ts";

/**
 * Jintack Lim and Christoffer Dall, Columbia, 2017: arch/arm64/kvm/rmap.c and virt/kvm/arm/mmu.c of their nested tree, which
 * never went upstream, function by function. mmu_lock was a spinlock, so faults hold it for write here. `user_mem_abort`
 * tops the cache up before anything else.
 */
function* mmu_topup_memory_cache(kvm: Kvm, _mmu: ShadowMmu<ColumbiaMmu>, vcpu: Vcpu): Task<number> {
  const { spare } = rmapOf(kvm);
  if (spare.has(vcpu)) {
    return 0;
  }
  const page = yield* kzalloc(kvm.allocator, "rmap_list_desc", GFP_KERNEL);
  if (page === null) {
    return -ENOMEM;
  }
  spare.set(vcpu, page);
  return 0;
}

/** `kvm_rmap_add_pte`, `kvm_rmap_add_pmd` and `cache_ipa`, in `stage2_set_pte` between clearing the entry and setting it. */
function* rmap_add(kvm: Kvm, mmu: ShadowMmu<ColumbiaMmu>, { vcpu, canonical, nested_ipa, size }: S2Fault): Task {
  const { knobs, l1_ipas } = mmu.revmap;
  const { spare } = rmapOf(kvm);
  const l1_ipa = alignDown(canonical, size);
  const record = { val: nested_ipa, mmu, size };
  const unused = yield* rmap_list_add(knobs, rmapOf(kvm).at(l1_ipa), record, spare.get(vcpu)!);
  if (unused === null) {
    spare.delete(vcpu);
  }
  l1_ipas.set(`${size} ${nested_ipa}`, l1_ipa);
}

/** A permission fault sets the whole entry anew. */
function* permission_fault(kvm: Kvm, mmu: ShadowMmu<ColumbiaMmu>, fault: S2Fault): Task<number> {
  if (fault.relaxed && mmu.revmap.knobs.permissionFault === "add") {
    yield* rmap_add(kvm, mmu, fault);
  }
  return 0;
}

/** `clear_rmap_pte` and `clear_rmap_pmd`, for each entry that an unmap clears; not for one that a fault sets anew. */
function* clear_rmaps(kvm: Kvm, mmu: ShadowMmu<ColumbiaMmu>, leaves: Leaves): Task {
  for (const leaf of leaves) {
    if (mmu.revmap.knobs.replacedLeaf === "clear" || !isLocked(mmu, leaf.n, leaf.len)) {
      yield* clear_rmap(kvm, mmu, leaf);
    }
  }
}

function* clear_rmap(kvm: Kvm, mmu: ShadowMmu<ColumbiaMmu>, { n, len }: Leaf): Task {
  const { knobs, l1_ipas } = mmu.revmap;
  const entry = `${len} ${n}`;
  yield* rmap_remove(kvm, knobs, rmapOf(kvm).at(l1_ipas.get(entry) ?? 0), mmu, n);
  l1_ipas.delete(entry);
}

/** What the code does once for all shadows, it does here as the first of them is looked at. */
function* unmap_shadows(kvm: Kvm, mmu: ShadowMmu<ColumbiaMmu>, range: IpaRange, may_block: boolean): Task {
  if (mmu === kvm.nested_mmus.find(({ valid }) => valid)) {
    yield* unmap_shadow_stage2_range(kvm, mmu.revmap.knobs, range, may_block);
  }
}

/** A head that was never used takes no step. */
function* unmap_shadow_stage2_range(kvm: Kvm, knobs: ColumbiaKnobs, range: IpaRange, may_block: boolean): Task {
  const { page, blocks } = kvm.geometry;
  const first = knobs.blockLookup === "anyPage" ? blocks.map((size) => alignDown(range.start, size)) : [];
  for (const start of new Set(first)) {
    if (start < range.start) {
      yield* unmap_head(kvm, knobs, start, range.start - start + page, may_block);
    }
  }
  let gfn = range.start;
  while (gfn < endOf(range)) {
    const map_size = yield* unmap_head(kvm, knobs, gfn, page, may_block);
    gfn += knobs.step === "mappingSize" ? map_size : page;
  }
}

/** Until the head is empty, whatever becomes of its first record; the size of the last, or a page. */
function* unmap_head(kvm: Kvm, knobs: ColumbiaKnobs, gfn: number, least: number, may_block: boolean): Task<number> {
  const cell = rmapOf(kvm).find(gfn);
  let map_size = kvm.geometry.page;
  if (cell === undefined) {
    return map_size;
  }
  let head = yield* read_plain(cell);
  let curr = firstIn(knobs, head, least);
  while (curr !== undefined) {
    map_size = curr.size;
    yield* kvm_stage2_unmap_range(kvm, curr.mmu, curr.val, curr.size, may_block);
    if (cell.peek === head) {
      yield* loop_again(cell);
    }
    head = yield* read_plain(cell);
    curr = firstIn(knobs, head, least);
  }
  return map_size;
}

const firstIn = (knobs: ColumbiaKnobs, head: RmapHead, least: number): RmapRecord | undefined =>
  recordsIn(knobs, head).find(({ size }) => size >= least);

/** Whatever the slot. */
const kvm_nested_s2_clear = (kvm: Kvm, mmu: ShadowMmu<ColumbiaMmu>): Task => unmap_shadow(kvm, mmu, true);

function* kvm_arch_create_memslot(kvm: Kvm, slot: number): Task<number> {
  const memory = yield* kzalloc(kvm.allocator, `rmap of slot ${slot}`, GFP_KERNEL);
  if (memory === null) {
    return -ENOMEM;
  }
  rmapOf(kvm).remake(slot, slotRange(kvm.memslots, slot), memory);
  return 0;
}

function* kvm_arch_free_memslot(kvm: Kvm, slot: number): Task {
  yield* kfree(kvm.allocator, rmapOf(kvm).arrays[slot]!);
}

/** `kvm_nested_s2_free`, then the slots and the caches. */
function* destroy(kvm: Kvm, mmu: ShadowMmu<ColumbiaMmu>): Task {
  yield* write_lock(kvm.mmu_lock);
  yield* kvm_stage2_unmap_range(kvm, mmu, 0, kvm.geometry.nestedSize, false);
  yield* write_unlock(kvm.mmu_lock);
  if (mmu.index === kvm.nested_mmus.length - 1) {
    const { arrays, spare } = rmapOf(kvm);
    for (const memory of [...arrays, ...spare.values()]) {
      if (!memory.freed) {
        yield* kfree(kvm.allocator, memory);
      }
    }
  }
}

function reverseMap(knobs: ColumbiaKnobs): ReverseMap<ColumbiaMmu> {
  return {
    exclusive_faults: true,
    init: (kvm, mmu) => new ColumbiaMmu(kvm, mmu, knobs),
    topup: mmu_topup_memory_cache,
    entry_locked: rmap_add,
    record: permission_fault,
    leaves_gone: clear_rmaps,
    unmap_canonical: unmap_shadows,
    flush_memslot: kvm_nested_s2_clear,
    memslot_made: kvm_arch_create_memslot,
    memslot_freed: kvm_arch_free_memslot,
    destroy,
    entries: (mmu) => entriesOf(knobs, mmu),
    broken: () => false,
    bytes: bytesOf,
  };
}

/** `struct kvm_rmap_head` of each page, a page of descriptors where it has one, and the L1 IPA beside each entry. */
function bytesOf(kvm: Kvm): number {
  const heads = rmapOf(kvm)
    .all()
    .filter(([, { peek }]) => peek.records.length > 0);
  const descriptors = heads.filter(([, { peek }]) => peek.desc !== null).length;
  const entries = (kvm.nested_mmus as readonly ShadowMmu<ColumbiaMmu>[]).reduce(
    (n, mmu) => n + mmu.revmap.l1_ipas.size,
    0,
  );
  return 24 * heads.length + 4096 * descriptors + 8 * entries;
}

/** A page of a block is found where its own head leads to the block. */
function entriesOf(knobs: ColumbiaKnobs, mmu: ShadowMmu<ColumbiaMmu>): ReverseEntry[] {
  const { page } = mmu.kvm.geometry;
  return rmapOf(mmu.kvm)
    .all()
    .flatMap(([start, cell]) =>
      recordsIn(knobs, cell.peek).flatMap((record) =>
        record.mmu === mmu
          ? [{ start, size: knobs.blockLookup === "anyPage" ? record.size : page, nested: record.val }]
          : [],
      ),
    );
}

export const columbia2017 = knobDesign({
  name: "columbia-2017",
  title: "rmap of Columbia's nested tree, 2017, never upstream",
  knobs: {
    search: "l2Ipa",
    empty: "zero",
    replacedLeaf: "keep",
    permissionFault: "add",
    blockLookup: "firstPage",
    step: "mappingSize",
  },
  values: COLUMBIA_KNOBS,
  flaws: FLAWS,
  // A memslot that goes takes every shadow with it.
  limits: ["exactness", "precision", "strict-precision"],
  build: reverseMap,
});
