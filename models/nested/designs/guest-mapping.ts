import type { Task } from "../../../src/core/task.ts";
import { READ_ONCE, WRITE_ONCE } from "../../../src/kernel/cell.ts";
import { ENOMEM } from "../../../src/kernel/errno.ts";
import { __GFP_ACCOUNT, GFP_KERNEL_ACCOUNT, GFP_NOWAIT, kfree, kzalloc } from "../../../src/kernel/slab.ts";
import type { ReverseEntry } from "../../stage2/coverage.ts";
import { alignDown, contains, intersect, type IpaRange } from "../../stage2/interval.ts";
import type { ReverseMap, S2Fault } from "../reverse-map.ts";
import type { Kvm, ShadowMmu, Vcpu } from "../state.ts";
import { kvm_stage2_unmap_range, unmap_shadow } from "../mmu/unmap.ts";
import { GUEST_MAPPING_KNOBS } from "./guest-mapping/knobs.ts";
import type { GuestMappingKnobs } from "./guest-mapping/knobs.ts";
import { find_mappings, insert_mapping, remove_mappings } from "./guest-mapping/nodes.ts";
import { GuestMappings, GuestS2Mapping } from "./guest-mapping/state.ts";
import type { Mapping } from "./guest-mapping/state.ts";
import { knobDesign } from "./knob-design.ts";
import type { KnobFlaw } from "./knob-design.ts";
import { noSteps } from "./no-steps.ts";

/**
 * Inference, not a description: v5 (2026-08-10) and v6 (2026-09-15) of the series, which kvmarm merged, have a `struct
 * kvm_guest_s2_mapping` whose creation and removal are tracked, and nothing more of them is known here. This is one design
 * that fits: a node for each mapping of L1, not for each leaf. What it breaks says nothing about what was merged.
 */
function* topup(kvm: Kvm, { revmap }: ShadowMmu<GuestMappings>, vcpu: Vcpu): Task<number> {
  if (revmap.spare.has(vcpu)) {
    return 0;
  }
  const memory = yield* kzalloc(kvm.allocator, "kvm_guest_s2_mapping", GFP_KERNEL_ACCOUNT);
  if (memory === null) {
    return revmap.knobs.onAllocFail === "failFault" ? -ENOMEM : 0;
  }
  revmap.spare.set(vcpu, memory);
  return 0;
}

/** user_mem_abort, after the map. */
function* track_mapping(kvm: Kvm, mmu: ShadowMmu<GuestMappings>, fault: S2Fault): Task<number> {
  const { revmap } = mmu;
  const { vcpu, relaxed, nested } = fault;
  if (relaxed || (nested === null && revmap.knobs.recordCondition === "nestedNotNull")) {
    return 0;
  }
  const memory =
    revmap.spare.get(vcpu) ?? (yield* kzalloc(kvm.allocator, "kvm_guest_s2_mapping", GFP_NOWAIT | __GFP_ACCOUNT));
  if (memory === null) {
    revmap.broken_again = true;
    yield* WRITE_ONCE(revmap.broken, true);
    return 0;
  }
  revmap.spare.set(vcpu, memory);
  if (yield* insert_mapping(revmap, new GuestS2Mapping(kvm.world, memory, mappingOf(revmap.knobs, fault)))) {
    revmap.spare.delete(vcpu);
  }
  return 0;
}

/** What L1 maps as one around the page that faulted; with stage-2 off nobody maps anything, and the leaf stands for it. */
function mappingOf({ node }: GuestMappingKnobs, { nested, nested_ipa, canonical, size: leaf }: S2Fault): Mapping {
  const size = nested === null || node === "leaf" ? leaf : nested.size;
  return { canonical: alignDown(canonical, size), nested: alignDown(nested_ipa, size), size };
}

/** Of each mapping that overlaps, the part that does; mmu_lock W, which nothing in here drops but an unmap of everything. */
function* unmap_mappings(kvm: Kvm, mmu: ShadowMmu<GuestMappings>, range: IpaRange, may_block: boolean): Task {
  const { revmap } = mmu;
  if (revmap.knobs.onAllocFail === "broken" && (yield* READ_ONCE(revmap.broken))) {
    yield* unmap_shadow(kvm, mmu, may_block);
    return;
  }
  for (const { canonical, nested, size } of yield* find_mappings(revmap, range)) {
    const part = intersect({ start: canonical, size }, range)!;
    yield* kvm_stage2_unmap_range(kvm, mmu, nested + part.start - canonical, part.size, may_block);
    if (revmap.knobs.afterUnmap === "drop" && contains(range, canonical, size)) {
      yield* remove_mappings(kvm, revmap, { start: nested, size });
    }
  }
}

function begin_tlbi(_kvm: Kvm, { revmap }: ShadowMmu<GuestMappings>): Task {
  revmap.tlbis++;
  return noSteps();
}

function end_tlbi(_kvm: Kvm, { revmap }: ShadowMmu<GuestMappings>): Task {
  revmap.tlbis--;
  return noSteps();
}

function begin_full_unmap(_kvm: Kvm, { revmap }: ShadowMmu<GuestMappings>): Task {
  if (revmap.full_unmaps === 0) {
    revmap.broken_again = false;
  }
  revmap.full_unmaps++;
  return noSteps();
}

function* end_full_unmap(_kvm: Kvm, { revmap }: ShadowMmu<GuestMappings>): Task {
  revmap.full_unmaps--;
  if (revmap.full_unmaps === 0 && revmap.broken.peek && !revmap.broken_again) {
    yield* WRITE_ONCE(revmap.broken, false);
  }
}

/** Of a TLBI or an unmap of everything, before mmu_lock may be dropped: the nodes go with the leaves. */
function* end_chunk(kvm: Kvm, { revmap }: ShadowMmu<GuestMappings>, chunk: IpaRange): Task {
  if ((revmap.tlbis > 0 || revmap.full_unmaps > 0) && revmap.root.rb_node !== null) {
    yield* remove_mappings(kvm, revmap, chunk);
  }
}

function* destroy(kvm: Kvm, { revmap }: ShadowMmu<GuestMappings>): Task {
  yield* remove_mappings(kvm, revmap, { start: 0, size: kvm.geometry.nestedSize });
  for (const memory of revmap.spare.values()) {
    yield* kfree(kvm.allocator, memory);
  }
}

const HOOK = { beforeMap: "before_map", afterMapUnderR: "record", afterUnlock: "after_unlock" } as const;

function reverseMap(knobs: GuestMappingKnobs): ReverseMap<GuestMappings> {
  const removing = { before_nested_unmap: begin_tlbi, after_nested_unmap: end_tlbi, after_chunk: end_chunk };
  return {
    init: (kvm, mmu) => new GuestMappings(kvm, mmu, knobs),
    topup,
    [HOOK[knobs.recordOrder]]: track_mapping,
    unmap_canonical: unmap_mappings,
    before_full_unmap: begin_full_unmap,
    cleared: end_full_unmap,
    ...(knobs.removal === "none" ? {} : removing),
    destroy,
    entries: ({ revmap }) => mappingsIn(revmap.root.rb_node),
    broken: ({ revmap }) => revmap.broken.peek,
  };
}

function mappingsIn(node: GuestS2Mapping | null): ReverseEntry[] {
  if (node === null) {
    return [];
  }
  const { canonical: start, size, nested, rb_left, rb_right } = node;
  return [...mappingsIn(rb_left), { start, size, nested }, ...mappingsIn(rb_right)];
}

const NO_NODE: KnobFlaw<GuestMappingKnobs> = {
  id: "I-1",
  title: "(inferred) a node that cannot be allocated fails the fault, as a table page does",
  breaks: ["no-fail"],
  mend: () => ({ onAllocFail: "broken" }),
};

export const guestMapping = knobDesign({
  name: "guest-mapping",
  title: "inferred, not read: a node per mapping of L1, as v5 and v6 (merged) may have it",
  knobs: {
    onAllocFail: "failFault",
    recordOrder: "afterMapUnderR",
    removal: "contained",
    afterUnmap: "keep",
    node: "guestMapping",
    recordCondition: "isShadowMMU",
  },
  values: GUEST_MAPPING_KNOBS,
  open: GUEST_MAPPING_KNOBS,
  flaws: [NO_NODE],
  limits: ["exactness", "precision", "strict-precision"],
  build: reverseMap,
});
