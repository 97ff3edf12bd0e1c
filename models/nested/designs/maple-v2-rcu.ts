import type { Task } from "../../../src/core/task.ts";
import type { World } from "../../../src/core/world.ts";
import { cell, READ_ONCE, xchg } from "../../../src/kernel/cell.ts";
import type { Cell } from "../../../src/kernel/cell.ts";
import { MapleTree, mtree_destroy } from "../../../src/kernel/maple_tree.ts";
import {
  call_rcu,
  rcu_assign_pointer,
  rcu_dereference,
  rcu_read_lock,
  rcu_read_unlock,
  synchronize_rcu,
} from "../../../src/kernel/rcu.ts";
import { __GFP_ACCOUNT, GFP_NOWAIT, kfree, kzalloc, Memory } from "../../../src/kernel/slab.ts";
import type { Allocator } from "../../../src/kernel/slab.ts";
import type { IpaRange } from "../../stage2/interval.ts";
import type { ReverseMap, S2Fault } from "../reverse-map.ts";
import type { Kvm, ShadowMmu } from "../state.ts";
import { unmap_shadow } from "../mmu/unmap.ts";
import { encodings } from "./encoding.ts";
import { knobDesign } from "./knob-design.ts";
import type { KnobFlaw } from "./knob-design.ts";
import { empty_tree } from "./maple/clear.ts";
import { noSteps } from "./no-steps.ts";
import { STALE_AFTER_REPLACEMENT, STALE_AFTER_TLBI } from "./maple/flaws.ts";
import { MAPLE_DEFAULTS, MAPLE_KNOBS } from "./maple/knobs.ts";
import type { MapleKnobs } from "./maple/knobs.ts";
import { isRecorded, mappedBy } from "./maple/record.ts";
import { remove_nested } from "./maple/remove.ts";
import { RevmapFormat } from "./maple/state.ts";
import { store_revmap } from "./maple/store.ts";
import { unmap_entries } from "./maple/unmap.ts";

/**
 * v2 with the tree behind a pointer that becomes NULL when a store fails, as Marc Zyngier proposed on 2026-04-16 and Wei-Lin
 * Chang tried and dropped on 2026-04-29. The mails name both mistakes that the first attempt invites; the knobs make them.
 * Not in the mails: a new tree, from GFP_NOWAIT, when the next unmap of everything begins. The rest is v2.
 */
export const RCU_KNOBS = {
  /** How a fault takes the pointer away, with other faults beside it under mmu_lock R. */
  nulling: ["assign", "xchg"],
  /** How the tree is freed: waiting for the readers, or in a callback. */
  freeing: ["synchronize_rcu", "call_rcu"],
} as const;

type RcuKnobs = MapleKnobs & { readonly [K in keyof typeof RCU_KNOBS]: (typeof RCU_KNOBS)[K][number] };

/** What the pointer points to: the tree, with the rcu_head that call_rcu wants. */
class RevmapTree {
  readonly memory: Memory;
  readonly mt: MapleTree;

  constructor(world: World, allocator: Allocator, memory: Memory, index: number) {
    this.memory = memory;
    this.mt = new MapleTree(world, "nested_revmap.mt", allocator, 0, index);
    this.mt.owner = memory;
  }

  get label(): string {
    return this.memory.label;
  }
}

class RevmapPointer extends RevmapFormat {
  readonly rcu: RcuKnobs;
  /** NULL while the map is broken. Faults take it away under mmu_lock R, a new one is put in under W. */
  readonly nested_revmap: Cell<RevmapTree | null>;
  /** As in maple/state.ts; under mmu_lock W. */
  full_unmaps = 0;
  untracked = false;

  constructor({ world, allocator, geometry }: Kvm, mmu: ShadowMmu, rcu: RcuKnobs) {
    super(geometry, rcu);
    this.rcu = rcu;
    const memory = new Memory(LABEL);
    world.allocations.add(memory);
    this.nested_revmap = cell(world, LABEL, new RevmapTree(world, allocator, memory, mmu.index), mmu.index);
  }
}

const LABEL = "nested_revmap";

function* record_nested_revmap(kvm: Kvm, mmu: ShadowMmu<RevmapPointer>, fault: S2Fault): Task<number> {
  const { knobs, nested_revmap } = mmu.revmap;
  if (!isRecorded(knobs, fault)) {
    return 0;
  }
  let err = 0;
  yield* rcu_read_lock(kvm.rcu);
  const revmap = yield* rcu_dereference(kvm.rcu, nested_revmap);
  if (revmap !== null) {
    err = yield* store_revmap(mmu.revmap, revmap.mt, mmu, mappedBy(knobs, fault));
  }
  yield* rcu_read_unlock(kvm.rcu);
  if (err !== 0) {
    yield* break_revmap(kvm, mmu, revmap!);
  }
  return 0;
}

/** The map is broken: `revmap` is given up. */
function* break_revmap(
  kvm: Kvm,
  { revmap: { rcu, nested_revmap } }: ShadowMmu<RevmapPointer>,
  revmap: RevmapTree,
): Task {
  if (rcu.nulling === "assign") {
    yield* rcu_assign_pointer(nested_revmap, null);
  } else if ((yield* xchg(nested_revmap, null)) === null) {
    return;
  }
  if (rcu.freeing === "call_rcu") {
    yield* call_rcu(kvm.rcu, revmap.memory, free_revmap, revmap);
  } else {
    yield* synchronize_rcu(kvm.rcu);
    yield* free_revmap(revmap);
  }
}

function* free_revmap({ mt, memory }: RevmapTree): Task {
  yield* mtree_destroy(mt);
  yield* kfree(mt.allocator, memory);
}

function* unmap_by_revmap(kvm: Kvm, mmu: ShadowMmu<RevmapPointer>, range: IpaRange, may_block: boolean): Task {
  const revmap = mmu.revmap.untracked ? null : yield* READ_ONCE(mmu.revmap.nested_revmap);
  if (revmap === null || !(yield* unmap_entries(kvm, mmu, mmu.revmap, revmap.mt, range, may_block))) {
    yield* unmap_shadow(kvm, mmu, may_block);
  }
}

function* begin_full_unmap({ world, allocator }: Kvm, mmu: ShadowMmu<RevmapPointer>): Task {
  const { knobs, nested_revmap } = mmu.revmap;
  mmu.revmap.full_unmaps++;
  mmu.revmap.untracked = true;
  const revmap = yield* READ_ONCE(nested_revmap);
  if (revmap !== null) {
    yield* empty_tree(knobs, revmap.mt);
    return;
  }
  const memory = yield* kzalloc(allocator, LABEL, GFP_NOWAIT | __GFP_ACCOUNT);
  if (memory !== null) {
    yield* rcu_assign_pointer(nested_revmap, new RevmapTree(world, allocator, memory, mmu.index));
  }
}

function end_full_unmap(_kvm: Kvm, { revmap }: ShadowMmu<RevmapPointer>): Task {
  revmap.full_unmaps--;
  if (revmap.full_unmaps === 0) {
    revmap.untracked = false;
  }
  return noSteps();
}

/** Of any unmap, L1's TLBI among them. */
function* end_chunk(_kvm: Kvm, { revmap }: ShadowMmu<RevmapPointer>, chunk: IpaRange): Task {
  const tree = yield* READ_ONCE(revmap.nested_revmap);
  if (tree !== null) {
    yield* remove_nested(revmap, tree.mt, null, chunk);
  }
}

function* destroy_revmap(_kvm: Kvm, mmu: ShadowMmu<RevmapPointer>): Task {
  const revmap = yield* READ_ONCE(mmu.revmap.nested_revmap);
  if (revmap !== null) {
    yield* free_revmap(revmap);
  }
}

function reverseMap(rcu: RcuKnobs): ReverseMap<RevmapPointer> {
  return {
    init: (kvm, mmu) => new RevmapPointer(kvm, mmu, rcu),
    record: record_nested_revmap,
    unmap_canonical: unmap_by_revmap,
    before_full_unmap: begin_full_unmap,
    cleared: end_full_unmap,
    ...(rcu.tlbiRemoval === "perChunk" ? { after_chunk: end_chunk } : {}),
    destroy: destroy_revmap,
    encoding: encodings[rcu.valueEncoding],
    entries({ revmap }) {
      const tree = revmap.nested_revmap.peek;
      return tree === null ? [] : revmap.entriesOf(tree.mt);
    },
    broken: ({ revmap }) => revmap.untracked || revmap.nested_revmap.peek === null,
  };
}

const flaws: readonly KnobFlaw<RcuKnobs>[] = [
  STALE_AFTER_TLBI,
  {
    id: "V2-4",
    title: "two faults that fail to store both give up the same tree",
    breaks: ["lock", "use-after-free"],
    mend: () => ({ nulling: "xchg" }),
  },
  {
    id: "V2-5",
    title: "the fault path waits for a grace period to free the tree, with mmu_lock held",
    breaks: ["no-sleep"],
    mend: () => ({ freeing: "call_rcu" }),
  },
  STALE_AFTER_REPLACEMENT,
];

/** Of v2's knobs those that still decide something. */
const HEEDED = {
  valueEncoding: MAPLE_KNOBS.valueEncoding,
  treeLock: MAPLE_KNOBS.treeLock,
  gfp: MAPLE_KNOBS.gfp,
  nodes: MAPLE_KNOBS.nodes,
  overlapPolicy: ["spanUnknown", "identicalIsNoop", "discardNew"],
  replacedLeaf: MAPLE_KNOBS.replacedLeaf,
  recordCondition: MAPLE_KNOBS.recordCondition,
  recordRelaxed: MAPLE_KNOBS.recordRelaxed,
  canonicalIpa: MAPLE_KNOBS.canonicalIpa,
  eraseAlloc: MAPLE_KNOBS.eraseAlloc,
} as const;

export const mapleV2Rcu = knobDesign({
  name: "maple-v2-rcu",
  title: "maple tree, v2 with the tree behind a pointer freed by RCU, tried and dropped 2026-04-29",
  knobs: { ...MAPLE_DEFAULTS, nulling: "assign", freeing: "synchronize_rcu" },
  values: { ...HEEDED, tlbiRemoval: ["none", "perChunk"], ...RCU_KNOBS },
  flaws,
  // A shadow that was emptied gets a new tree only if there is memory for one.
  limits: ["recovery", "strict-precision"],
  build: reverseMap,
});
